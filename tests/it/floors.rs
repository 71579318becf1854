//! A file imports only from floors below its own; what holds rows is imported by `app` and below
//! alone.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors, lowest first. Modules on one line may not import one another.
const FLOORS: &[&[&str]] = &[
    &["planted"],
    &["domain"],
    &["sealed"],
    &["dkk", "brain_injury"],
    &["store"],
    &["audit", "token"],
    &["app"],
    &["demo", "graphql"],
    &["telemetry"],
    &["http"],
    &["oauth"],
    &["server"],
    &["admin"],
    &["cli"],
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// Modules of the crate that a source names after `crate::`.
fn named(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let text: String = code.collect::<Vec<_>>().join("\n");
    text.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn no_file_imports_from_a_floor_above_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut upward = Vec::new();
    for path in sources(&root) {
        let inside = path.strip_prefix(&root).unwrap();
        let own = inside.components().next().unwrap().as_os_str().to_string_lossy();
        let own = own.trim_end_matches(".rs");
        if ["lib", "main", "testing"].contains(&own) || inside.to_string_lossy().contains("test") {
            continue;
        }
        let height = floor(own).unwrap_or_else(|| panic!("`{own}` stands on no floor"));
        for module in named(&fs::read_to_string(&path).unwrap()) {
            let allowed = floor(&module).is_none_or(|f| f < height) || module == own;
            if !allowed {
                upward.push(format!("{} imports `{module}`", inside.display()));
            }
        }
    }
    assert!(upward.is_empty(), "upward imports:\n{}", upward.join("\n"));
}

#[test]
fn rows_that_are_not_sealed_stay_below_the_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for folder in ["graphql", "http", "admin"] {
        for path in sources(&root.join(folder)) {
            let source = fs::read_to_string(&path).unwrap();
            for raw in ["CaseRows", "store::rows", "store::load", "sea_orm::EntityTrait"] {
                assert!(!source.contains(raw), "{} names `{raw}`", path.display());
            }
        }
    }
}
