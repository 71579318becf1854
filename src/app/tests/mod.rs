//! Use cases on a database of their own: what is written, who may, and what stays closed.

mod assignment;
mod consent;
mod exchange;
mod network_map;
mod town;
mod waiting;

/// Runs a use case as its mutation does; what was done, or what to mend.
macro_rules! run {
    ($town:expr, $who:expr, $use_case:path, $input:expr) => {{
        let session = $town.session($who);
        let mut work = crate::app::Work::begin(&session, None, "").await.unwrap();
        match $use_case(&mut work, $input).await {
            Ok(done) => {
                work.commit(&done).await.unwrap();
                Ok(done)
            }
            Err(crate::app::Refusal::User(errors)) => {
                work.abandon().await.unwrap();
                Err(errors)
            }
            Err(crate::app::Refusal::Fault(error)) => panic!("{error}"),
        }
    }};
}
use run;

/// The codes of errors with their paths, `CODE path`; of a rule its fault.
fn codes(errors: &[crate::app::UserError]) -> Vec<String> {
    let code = |e: &crate::app::UserError| match e.fault {
        Some(fault) => fault.to_string(),
        None => e.code.to_string(),
    };
    errors.iter().map(|e| format!("{} {}", code(e), e.path.join("."))).collect()
}
