//! Nothing but dependencies: they have the same features in all steps of `.ci/run`, so that each is compiled once.
