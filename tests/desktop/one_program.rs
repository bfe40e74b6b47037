//! One farm, one program: starting it again brings the open window to the front.

use serde_json::json;

use crate::kit::Stage;

#[tokio::test]
async fn a_second_start_ends_by_itself_and_leaves_the_first_at_work() {
    let stage = Stage::set();
    let farm = stage.new_farm();
    let window = stage.open(&farm).await;
    let mut second = stage.start_again(&farm);
    assert!(second.wait_for_its_end().success());
    window.ask("session.state", json!({})).await.unwrap();
    window.close().await;
}
