#!/usr/bin/env bash
# Real OpenSearch nodes on loopback for the tests, each its own process, from one Maven artifact.
#
#   nodes.sh start        fetches the artifact once, starts the nodes, prints the address for the tests
#   nodes.sh node I       starts node I again
#   nodes.sh kill I       kills node I
#   nodes.sh stop         stops all nodes
#
# It needs Maven, unzip, curl and Java 21 or newer, and says "skipped: ..." where they are missing.
# OpenSearch refuses to run as root: then the nodes run as the user nobody.
set -euo pipefail
VERSION=${OPENSEARCH_VERSION:-3.8.0}
BASE=${OPENSEARCH_BASE:-${TMPDIR:-/tmp}/morgue-opensearch}
PORT=${OPENSEARCH_PORT:-19200} # node I answers on PORT+I and talks to the others on PORT+100+I
NODES=${OPENSEARCH_NODES:-3}
HEAP=${OPENSEARCH_HEAP:-256m}
NOBODY=65534
DIST=$BASE/opensearch-$VERSION

skip() {
  echo "skipped: $1" >&2
  exit 3
}

java_home() { # a Java of version 21 or newer
  local home
  for home in "${OPENSEARCH_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/java" ] && "$home/bin/java" -version 2>&1 | grep -Eq 'version "(2[1-9]|[3-9][0-9])'; then
      echo "$home"
      return
    fi
  done
  return 1
}

fetch() {
  [ -x "$DIST/bin/opensearch" ] && return
  mkdir -p "$BASE"
  local artifact=org.opensearch.distribution.integ-test-zip:opensearch:$VERSION:zip
  mvn -q -B dependency:get -Dtransitive=false -Dartifact="$artifact" >&2
  mvn -q -B dependency:copy -DoutputDirectory="$BASE" -Dartifact="$artifact" >&2
  unzip -q -o "$BASE/opensearch-$VERSION.zip" -d "$BASE"
  rm "$BASE/opensearch-$VERSION.zip"
  # Modules that no archive needs cost memory and time to start.
  rm -rf "$DIST"/modules/{transport-grpc,ingest-geoip,ingest-user-agent,opensearch-dashboards,geo,rank-eval,repository-url,rule-framework,lang-expression,lang-mustache,search-pipeline-common,store-subdirectory,cache-common,aggs-matrix-stats}
  chmod -R a+rX "$BASE"
}

pid_of() { # the process of node I, if it really is this node: numbers are used again
  local pid
  pid=$(cat "$BASE/node-$1/pid" 2>/dev/null) || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "path.conf=$BASE/node-$1/config" && echo "$pid"
}

node() {
  local i=$1 home=$BASE/node-$1 seeds="" names="" k as=()
  pid_of "$i" >/dev/null && return
  for k in $(seq 1 "$NODES"); do
    seeds+="\"127.0.0.1:$((PORT + 100 + k))\","
    names+="\"node-$k\","
  done
  mkdir -p "$home"/{config,data,logs,tmp}
  cp "$DIST/config/log4j2.properties" "$DIST/config/jvm.options" "$home/config/"
  sed -i -E '/^-Xm[sx]/d; /Xlog:gc/d; /UseG1GC|G1ReservePercent|InitiatingHeapOccupancyPercent/d
    s#HeapDumpPath=data#HeapDumpPath='"$home"'/data#; s#logs/hs_err#'"$home"'/logs/hs_err#
    s#javaagent:agent/#javaagent:'"$DIST"'/agent/#' "$home/config/jvm.options"
  cat >"$home/config/opensearch.yml" <<YML
cluster.name: morgue-test
node.name: node-$i
path.data: $home/data
path.logs: $home/logs
network.host: 127.0.0.1
http.port: $((PORT + i))
transport.port: $((PORT + 100 + i))
discovery.seed_hosts: [${seeds%,}]
cluster.initial_cluster_manager_nodes: [${names%,}]
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: false
node.processors: 2
YML
  if [ "$(id -u)" = 0 ]; then
    chown -R "$NOBODY" "$home"
    as=(setpriv --reuid="$NOBODY" --regid="$NOBODY" --clear-groups)
  fi
  OPENSEARCH_PATH_CONF=$home/config OPENSEARCH_TMPDIR=$home/tmp OPENSEARCH_JAVA_HOME=$(java_home) HOME=$home \
    OPENSEARCH_JAVA_OPTS="-Xms$HEAP -Xmx$HEAP -XX:+UseSerialGC -XX:TieredStopAtLevel=1" \
    "${as[@]}" "$DIST/bin/opensearch" </dev/null >"$home/logs/out" 2>&1 &
  echo $! >"$home/pid"
}

wait_for_all() { # within two minutes
  local port=$((PORT + 1))
  for _ in $(seq 1 600); do
    curl -s --max-time 2 "127.0.0.1:$port/_cluster/health" 2>/dev/null | grep -q "\"number_of_nodes\":$NODES," && return
    sleep 0.2
  done
  echo "no cluster of $NODES nodes after two minutes; see $BASE/node-*/logs/out" >&2
  return 1
}

case ${1:-} in
start)
  java_home >/dev/null || skip "no Java 21 or newer"
  for tool in mvn unzip curl; do command -v "$tool" >/dev/null || skip "no $tool"; done
  fetch
  # Nothing of an earlier run is left.
  for i in $(seq 1 "$NODES"); do pid_of "$i" >/dev/null || rm -rf "$BASE/node-$i"; done
  for i in $(seq 1 "$NODES"); do node "$i"; done
  wait_for_all
  hosts=$(for i in $(seq 1 "$NODES"); do printf '127.0.0.1:%s,' $((PORT + i)); done)
  echo "opensearch+http://${hosts%,}"
  ;;
node) node "$2" ;;
kill) kill -9 "$(pid_of "$2")" ;;
stop)
  for i in $(seq 1 "$NODES"); do pid=$(pid_of "$i") && kill "$pid" || true; done
  for i in $(seq 1 "$NODES"); do while pid_of "$i" >/dev/null; do sleep 0.2; done; done
  ;;
*)
  sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
  exit 2
  ;;
esac
