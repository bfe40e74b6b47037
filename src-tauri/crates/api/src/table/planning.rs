//! What to make and buy, how much, and when to start.

use spoolyard_core::db::{ListRequest, Page, Read, Write};
use spoolyard_core::planning::{self, *};
use spoolyard_core::{App, Result};

use super::jobs::NoRequest;
use crate::command::Caller;

fn run(app: &App, caller: &Caller, request: RunPlan) -> Result<RunResult> {
    planning::run(app, &caller.actor, caller.request_id.clone(), request)
}

fn promise(app: &App, caller: &Caller, request: AskPromise) -> Result<PromiseAnswers> {
    planning::promise(app, &caller.actor, request)
}

fn what_if(app: &App, caller: &Caller, request: AskWhatIf) -> Result<WhatIf> {
    planning::what_if(app, &caller.actor, request)
}

fn overview(r: &Read<'_>, _: NoRequest) -> Result<PlanOverview> {
    planning::overview(r)
}

fn settings(r: &Read<'_>, _: NoRequest) -> Result<PlanSettings> {
    planning::settings(r)
}

fn orders(r: &Read<'_>, request: ListRequest) -> Result<Page<PlannedOrderRow>> {
    planning::planned_orders(r, request)
}

fn messages(r: &Read<'_>, request: ListRequest) -> Result<Page<PlanningMessageRow>> {
    planning::planning_messages(r, request)
}

fn runs(r: &Read<'_>, request: ListRequest) -> Result<Page<PlanRunRow>> {
    planning::plan_runs(r, request)
}

fn update_settings(w: &Write<'_>, request: PlanSettings) -> Result<PlanSettings> {
    planning::update_settings(w, request)
}

commands! {
    app "plan.run" Staff RunPlan => RunResult, "Plans everything anew; writes only what differs.", run;
    read "plan.overview" Staff NoRequest => PlanOverview, "What the plan asks for today.", overview;
    read "plan.orders" Staff ListRequest => Page<PlannedOrderRow>, "Planned orders, the next to start first.", orders;
    read "plan.messages" Staff ListRequest => Page<PlanningMessageRow>, "Messages to the planner, newest first.", messages;
    read "plan.item" Staff PlanItem => PlanItemTable, "One item over time: needs, receipts, what is left.", planning::item;
    read "plan.pegging" Staff AskPegging => PeggingTrees, "What serves an order or line, and whom it serves.", planning::pegging;
    app "plan.promise" Staff AskPromise => PromiseAnswers, "When goods can be had, and what decides it.", promise;
    write "plan.firm" Staff PlannedOrders => Acted, "Stands by planned orders.", planning::firm;
    write "plan.unfirm" Staff PlannedOrders => Acted, "Leaves firmed orders to planning again.", planning::unfirm;
    write "plan.change" Staff ChangePlannedOrder => Acted, "Changes a planned order and firms it.", planning::change;
    write "plan.split" Staff SplitPlannedOrder => Acted, "Makes several planned orders of one.", planning::split;
    write "plan.merge" Staff MergePlannedOrders => Acted, "Makes one planned order of several.", planning::merge;
    write "plan.cancel" Staff PlannedOrders => Acted, "Takes planned orders away.", planning::cancel;
    write "plan.release" Staff ReleasePlannedOrders => Released, "Turns planned orders into purchase and work orders.", planning::release;
    write "plan.apply" Staff ApplyMessages => AppliedMessages, "Does what messages ask of their orders.", planning::apply;
    write "plan.undo" Staff UndoPlanAct => UndonePlanAct, "Takes back what was done to the plan.", planning::undo;
    read "plan.acts" Staff ListPlanActs => PlanActs, "What was done to the plan lately.", planning::acts;
    app "plan.what_if" Staff AskWhatIf => WhatIf, "Plans suppositions beside the real plan.", what_if;
    read "plan.scenarios" Staff ListScenarios => Scenarios, "Scenarios that are kept.", planning::scenarios;
    read "plan.scenario" Staff ScenarioRef => Scenario, "A scenario with what it supposes.", planning::scenario;
    write "plan.save_scenario" Staff SaveScenario => Scenario, "Keeps a scenario.", planning::save_scenario;
    write "plan.drop_scenario" Staff DropScenario => ScenarioRef, "Throws a scenario away.", planning::drop_scenario;
    write "plan.adopt" Admin AdoptScenario => AdoptedScenario, "Makes a scenario the plan, as far as commands can.", planning::adopt;
    write "plan.dismiss" Staff DismissMessage => DismissMessage, "Puts messages aside until they say something else.", planning::dismiss;
    write "plan.restore" Staff DismissMessage => DismissMessage, "Shows messages again that were put aside.", planning::restore;
    read "plan.runs" Staff ListRequest => Page<PlanRunRow>, "Runs that changed the plan, the last first.", runs;
    read "plan.run_moves" Staff PlanRunRef => PlanRunMoves, "What a run moved, order by order.", planning::plan_run_moves;
    read "plan.settings" Staff NoRequest => PlanSettings, "How planning behaves.", settings;
    write "plan.update_settings" Admin PlanSettings => PlanSettings, "Changes how planning behaves.", update_settings;
}
