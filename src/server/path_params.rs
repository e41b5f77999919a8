//! Parameters in the path of a URL, such as the id in `/article/{id}`.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;

use super::problem::Problem;

/// One path parameter, or the reason why it cannot be decoded.
pub(super) type PathParam = Result<Path<String>, PathRejection>;

/// Two path parameters, or the reason why they cannot be decoded.
pub(super) type PathParamPair = Result<Path<(String, String)>, PathRejection>;

/// Returns the value of a path parameter.
///
/// # Errors
/// Fails when the parameter is not UTF-8.
pub(super) fn path_param(param: PathParam) -> Result<String, Problem> {
    param.map(|Path(value)| value).map_err(|error| Problem::bad_request(error.body_text()))
}

/// Returns the values of two path parameters.
///
/// # Errors
/// Fails when one of them is not UTF-8.
pub(super) fn path_param_pair(pair: PathParamPair) -> Result<(String, String), Problem> {
    pair.map(|Path(values)| values).map_err(|error| Problem::bad_request(error.body_text()))
}
