//! The archive for assistants: tools of the Model Context Protocol over standard input and output. They
//! read, and change nothing.

mod arguments;
mod ceiling;
mod parameters;
mod quotation;
mod tool;
mod tools;

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};

use super::cancellation::run_blocking;
use super::state::AppState;
use crate::error::{Error, Result};
use arguments::Arguments;
use tool::ToolSpec;
use tools::TOOLS;

/// What an assistant is told about the archive before it asks anything.
const INSTRUCTIONS: &str = "A news archive on this machine. Counts are exact unless `exact` is false. Queries: \
all words must match; \"a phrase\", a OR b, -word, word*, a NEAR/5 b, title:word, person:name, place:name, \
org:name, topic:name, date:1987-03. Quote only what a `quotation` holds: its `text` is the bytes from `start` to \
`end` of that field of the article `id`, and `digest` is the beginning of their BLAKE3 digest. Names found by \
software can be wrong: read the article before you rely on one. An answer with `next` goes on with `cursor`.";

/// Answers an assistant until it closes standard input.
///
/// # Errors
/// Fails when the two do not agree on a protocol, or standard input or output fails.
pub(crate) fn serve(state: AppState) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| Error::new(format!("cannot serve MCP: {error}"));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| failed(&error))?;
    let served = runtime.block_on(async {
        let service = McpServer { state }.serve(rmcp::transport::stdio()).await;
        service.map_err(|error| failed(&error))?.waiting().await.map_err(|error| failed(&error))
    });
    // A read of standard input cannot be cancelled, and nothing else is left to do.
    runtime.shutdown_background();
    served.map(drop)
}

/// Answers the requests of one assistant.
struct McpServer {
    state: AppState,
}

impl ServerHandler for McpServer {
    fn get_info(&self) -> ServerConfig {
        let mut config = ServerConfig::new(ServerCapabilities::builder().enable_tools().build());
        config.server_info = Implementation::new("morgue", env!("CARGO_PKG_VERSION"));
        config.instructions = Some(INSTRUCTIONS.to_owned());
        config
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(TOOLS.iter().map(description).collect()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        find(name).map(description)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = find(&request.name) else {
            let message = format!("there is no tool `{}`", request.name);
            return Err(ErrorData::invalid_params(message, None));
        };
        let arguments = request.arguments.unwrap_or_default();
        let answer = run_blocking(self.state.clone(), move |state, budget| {
            (tool.run)(state, &Arguments::read(arguments, tool.name, tool.parameters())?, budget)
        });
        Ok(match answer.await {
            Ok(answer) => CallToolResult::structured(answer),
            // An assistant reads this and asks again; an error of the protocol it would not see.
            Err(problem) => CallToolResult::error(vec![ContentBlock::text(problem.detail())]),
        }
        .into())
    }
}

fn find(name: &str) -> Option<&'static ToolSpec> {
    TOOLS.iter().find(|tool| tool.name == name)
}

fn description(tool: &ToolSpec) -> Tool {
    let reads = ToolAnnotations::with_title(tool.title).read_only(true).idempotent(true);
    Tool::new(tool.name, tool.description, Arc::new(parameters::schema(tool.parameters())))
        .with_title(tool.title)
        .with_annotations(reads.destructive(false).open_world(false))
}
