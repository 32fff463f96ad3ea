use peristyle::prelude::*;

/// What a plan includes.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Features {
    pub seats: i32,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Json<Features>,
    #[column(waive(typed_json = "as the partner sent it"))]
    pub received: Option<serde_json::Value>,
}

schema! { pub SCHEMA = [Plan] }
