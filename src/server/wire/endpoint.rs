//! An endpoint of the API and its parameters, as the OpenAPI description needs them.

use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr, Required, ResponseBuilder};

use super::patterns;
use crate::article::schema;
use crate::search::request::Sort;

/// Media type of errors.
const PROBLEM: &str = "application/problem+json";

/// An endpoint.
#[derive(Clone)]
pub(super) struct Endpoint {
    pub path: &'static str,
    pub id: &'static str,
    pub summary: &'static str,
    pub parameters: Vec<Parameter>,
    /// The types of answers, one for each export format.
    pub media_types: Vec<&'static str>,
    pub answer: RefOr<Schema>,
    pub example: Option<Value>,
    /// The types of what is sent; none where nothing is.
    pub accepted: Vec<&'static str>,
    /// The shape of what is sent with an example; text where there is none.
    pub sent: Option<(Schema, Value)>,
}

pub(super) fn operation(endpoint: &Endpoint) -> OperationBuilder {
    let content = |media_type: &str| {
        // Citations are the one export that is JSON as a whole.
        let is_list = media_type.ends_with("+json");
        let list = || Schema::from(ArrayBuilder::new().items(ObjectBuilder::new())).into();
        let answer = if is_list { list() } else { endpoint.answer.clone() };
        ContentBuilder::new().schema(Some(answer)).example(endpoint.example.clone()).build()
    };
    let found = ResponseBuilder::new().description("The answer");
    let found = endpoint
        .media_types
        .iter()
        .fold(found, |found, media_type| found.content(*media_type, content(media_type)));
    let problem = |description: &str| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        ResponseBuilder::new().description(description).content(PROBLEM, content)
    };
    let operation = OperationBuilder::new()
        .operation_id(Some(endpoint.id))
        .summary(Some(endpoint.summary))
        .parameters(Some(endpoint.parameters.clone()))
        .response("200", found)
        .response("304", ResponseBuilder::new().description("The client has this answer"))
        .response("400", problem("A parameter is unknown or its value invalid"))
        .response("503", problem("Too many searches or exports are running"));
    let operation = if endpoint.accepted.is_empty() {
        operation
    } else {
        let (schema, example) = match &endpoint.sent {
            Some((schema, example)) => (schema.clone(), Some(example.clone())),
            None => (Schema::from(string()), None),
        };
        let content =
            || ContentBuilder::new().schema(Some(schema.clone())).example(example.clone()).build();
        let body = RequestBodyBuilder::new().required(Some(Required::True));
        let body = endpoint.accepted.iter().fold(body, |body, it| body.content(*it, content()));
        operation.request_body(Some(body.build()))
    };
    match endpoint.path.contains('{') {
        true => operation.response("404", problem("There is no such article, facet or format")),
        false => operation,
    }
}

impl Endpoint {
    /// An endpoint that answers with JSON.
    pub(super) fn json(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        parameters: Vec<Parameter>,
        answer: RefOr<Schema>,
    ) -> Self {
        let media_types = vec!["application/json"];
        let (accepted, example, sent) = (Vec::new(), None, None);
        Self { path, id, summary, parameters, media_types, answer, example, accepted, sent }
    }

    /// An endpoint that answers with another kind of text.
    pub(super) fn text(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        parameters: Vec<Parameter>,
        media_types: Vec<&'static str>,
    ) -> Self {
        let answer = Schema::from(string()).into();
        let (accepted, example, sent) = (Vec::new(), None, None);
        Self { path, id, summary, parameters, media_types, answer, example, accepted, sent }
    }
}

pub(super) fn query(name: &str, description: &str, schema: impl Into<Schema>) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
    parameter
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema.into()))
        .build()
}

pub(super) fn path_parameter(name: &str, description: &str) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    let schema = Schema::from(string());
    parameter.required(Required::True).description(Some(description)).schema(Some(schema)).build()
}

pub(super) fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

pub(super) fn boolean() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Boolean)
}

pub(super) fn integer() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

/// A reference to the shape of a type.
pub(super) fn one<T: ToSchema>() -> RefOr<Schema> {
    Ref::from_schema_name(T::name()).into()
}

/// A list of a shape.
pub(super) fn many<T: ToSchema>() -> RefOr<Schema> {
    Schema::from(ArrayBuilder::new().items(Ref::from_schema_name(T::name()))).into()
}

/// The parameters of a search.
pub(super) fn searched() -> Vec<Parameter> {
    // A form that was not filled in sends nothing.
    let sorts: Vec<&str> = Sort::ALL.iter().map(|(name, _)| *name).chain([""]).collect();
    let date = |name, text| query(name, text, string().pattern(Some(patterns::date())));
    let mut parameters = vec![
        query("q", "The query", string()),
        date("since", "The first day of publication: 1987, 1987-03, 1987-03-05, last-month"),
        date("until", "The last day of publication"),
        query("sort", "The order of the hits", string().enum_values(Some(sorts))),
        query("collapse", "Makes a story one hit", string().enum_values(Some(["stories", ""]))),
    ];
    for field in schema::facet_fields() {
        let text = format!("A value of the facet {field}, or a name; a leading - excludes");
        let values = ArrayBuilder::new().items(string());
        parameters.push(query(field.flag_name(), &text, values));
    }
    parameters
}
