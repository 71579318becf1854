//! What a coverage-guided fuzzer runs, and what must hold of each answer. An input that breaks it
//! panics, which is how a fuzzer is told; the inputs in `seeds/`, which it begins with, are run as
//! tests as well.

pub mod cursor;
pub mod document;
pub mod edge;
mod world;

#[cfg(test)]
mod tests {
    use std::path::Path;

    fn seeds(target: &str) -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
        let files = std::fs::read_dir(folder).unwrap();
        let seeds: Vec<_> =
            files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        assert!(!seeds.is_empty());
        seeds
    }

    #[test]
    fn what_is_told_of_a_citizen_is_noticed() {
        let world = crate::world::World::get();
        let query = "query($id: ID!) { case(id: $id) { citizen { name } } }";
        let answer =
            world.ask(crate::world::LEAD, query, serde_json::json!({ "id": world.case() }));
        assert!(!world.keeps_quiet(query, &answer));
    }

    #[test]
    fn documents_that_the_fuzzer_begins_with() {
        seeds("document").iter().for_each(|seed| crate::document::run(seed));
    }

    #[test]
    fn requests_that_the_fuzzer_begins_with() {
        seeds("edge").iter().for_each(|seed| crate::edge::run(seed));
    }

    #[test]
    fn cursors_that_the_fuzzer_begins_with() {
        seeds("cursor").iter().for_each(|seed| crate::cursor::run(seed));
    }
}
