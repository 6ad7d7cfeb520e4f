use super::Reduction;
/// x
pub struct Bundle;
/// x
pub struct Change;
/// x
pub struct Learning;
