#include "command/run_plan.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "coalesce/document/twins.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/text.hpp"
#include "command/command.hpp"
#include "command/headless_run.hpp"
#include "command/interruption.hpp"
#include "command/long_run.hpp"
#include "command/patience.hpp"
#include "command/twin_runs.hpp"

namespace coalesce::command {
namespace {

std::string time_text(double time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", time);
    return text;
}

using Runs = TwinRuns::Runs;

/// Removes the results of an older run that had more twins.
void remove_older_twins(const std::filesystem::path& folder, std::size_t twins) {
    for (std::size_t k = twins + 1; k <= most_twins; ++k) {
        const std::filesystem::path older = folder / ("twin-" + std::to_string(k));
        std::error_code ignored;
        if (!std::filesystem::is_directory(older, ignored)) continue;
        PendingFolder nothing(older, HeadlessRun::is_result);
        nothing.temporary();
        nothing.commit();
        std::filesystem::remove(older, ignored);  // stays if it holds anything else
    }
}

/// Takes the first run to its end or to a signal, with its twins if it has any.
void take_steps(HeadlessRun& first, std::optional<TwinRuns>& twins, std::optional<LongRun>& checkpoints, bool quiet) {
    ProgressLine progress(quiet);
    const auto over = [&] { return twins ? twins->over() : first.over(); };
    while (!over()) {
        twins ? twins->step() : first.step();
        if (checkpoints && first.resumable()) checkpoints->look();
        const double now = first.simulation().time();
        if (const double done = share_done(first.document().scene.time, now); progress.due(done))
            progress.show(done, "t = " + time_text(now));
    }
}

/// The runs with their folders.
class Simulated {
  public:
    Simulated(Runs& runs, RunPlan& plan, const Interruption& interruption);
    /// @return  time from which the run can be gone on with, if it was ended before its own end
    std::optional<double> carry_out();

  private:
    bool is_replaced(std::string_view name) const;
    std::filesystem::path folder_of(std::size_t run) const {
        return run == 0 ? plan_.folder : plan_.folder / ("twin-" + std::to_string(run));
    }

    Runs& runs_;
    RunPlan& plan_;
    const Interruption& interruption_;
    bool keeps_checkpoint_ = true;
    std::vector<std::unique_ptr<PendingFolder>> folders_;
};

Simulated::Simulated(Runs& runs, RunPlan& plan, const Interruption& interruption)
    : runs_(runs), plan_(plan), interruption_(interruption) {
    for (std::size_t k = 0; k < runs.size(); ++k) {
        const auto replaced = [this](std::string_view name) { return is_replaced(name); };
        folders_.push_back(std::make_unique<PendingFolder>(folder_of(k), replaced));
        const bool long_run = plan.checkpoint || plan.snapshots.any();
        if (k == 0 && long_run && !plan.lock) plan.lock.emplace(plan.folder);
        if (plan.snapshots.any()) runs[k]->keep_snapshots(folder_of(k), plan.snapshots);
    }
}

/// True of the files of an older run that go when the new ones come.
bool Simulated::is_replaced(std::string_view name) const {
    if (name == Checkpoint::file_name) return !keeps_checkpoint_;
    const bool snapshots = name == Snapshots::trajectory_name || name == Snapshots::times_name;
    return snapshots ? !plan_.snapshots.any() : HeadlessRun::is_result(name);
}

std::optional<double> Simulated::carry_out() {
    HeadlessRun& first = *runs_.front();
    std::optional<LongRun> checkpoints;
    if (plan_.checkpoint) {
        Checkpoint common;
        common.scene = scene_of_checkpoint(plan_.documents.front());
        common.backend = plan_.backend;
        common.seconds = *plan_.checkpoint;
        common.snapshots = plan_.snapshots;
        checkpoints.emplace(first, plan_.folder, std::move(common), plan_.from ? &*plan_.from : nullptr);
    }
    std::optional<TwinRuns> twins;
    if (runs_.size() > 1) twins.emplace(runs_, interruption_);
    take_steps(first, twins, checkpoints, plan_.quiet);
    if (checkpoints) checkpoints->end(interruption_.asked());
    for (std::size_t k = 0; k < runs_.size(); ++k) {
        runs_[k]->finish();
        runs_[k]->write(*folders_[k], k == 0 && twins ? &twins->table() : nullptr);
    }
    keeps_checkpoint_ = checkpoints && interruption_.asked();
    for (std::size_t k = runs_.size(); k-- > 0;) folders_[k]->commit();
    remove_older_twins(plan_.folder, runs_.size() - 1);
    return keeps_checkpoint_ ? checkpoints->time() : std::nullopt;
}

}  // namespace

void carry_out(RunPlan& plan) {
    const Interruption interruption;
    const Patience patience;
    const std::string name = plan.folder.string();
    const auto interrupted = [&](const std::string& when) {
        return Interrupted(Interruption::signal(), name + ": stopped " + when + " by " + Interruption::name());
    };
    Runs runs;
    try {
        for (const SceneDocument& document : plan.documents)
            runs.push_back(std::make_unique<HeadlessRun>(document, patience.token(), interruption));
    } catch (const Stopped&) {
        throw interrupted(plan.from ? "before it went on" : "before its first step");
    }
    if (plan.from) restore(*runs.front(), *plan.from, plan.folder / Checkpoint::file_name);
    const std::optional<double> from = Simulated(runs, plan, interruption).carry_out();
    if (!interruption.asked()) return;
    const double time = runs.front()->simulation().time();
    const Interrupted end = interrupted("at t = " + decimal_text(time));
    if (!from) throw end;
    throw Interrupted(Interruption::signal(),
                      end.what() + ("; coalesce run --resume " + name + " goes on from t = " + decimal_text(*from)));
}

}  // namespace coalesce::command
