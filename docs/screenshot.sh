#!/bin/sh
# Makes docs/search-page.png from the sample archive. Needs Chromium; pngquant, if present, makes the
# picture smaller.
set -eu
cd "$(dirname "$0")/.."
cargo build
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
target/debug/morgue --index "$work/index" index corpus --quiet
target/debug/morgue --index "$work/index" serve --listen 127.0.0.1:0 >"$work/address" &
server=$!
until grep -q http "$work/address"; do sleep 0.1; done
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
"$browser" --headless --no-sandbox --hide-scrollbars --window-size=1100,820 \
  --screenshot="$work/page.png" "$(cat "$work/address")/?q=cocoa" 2>/dev/null
if command -v pngquant >/dev/null; then
  pngquant --force --speed 1 64 --output docs/search-page.png "$work/page.png"
else
  cp "$work/page.png" docs/search-page.png
fi
