#include <new>
#include <utility>

#include "coalesce/model/error.hpp"
#include "flow/live_engine.hpp"

namespace coalesce {

namespace {

/// Skips all but the last of several edits in a row (a dragged slider), each of which costs a field evaluation, of
/// several clouds and of several looks back.
bool superseded(const std::vector<LiveSimulation::Shared::Message>& messages, std::size_t k) {
    if (k + 1 >= messages.size()) return false;
    const Command* command = std::get_if<Command>(&messages[k]);
    const Command* next = std::get_if<Command>(&messages[k + 1]);
    if (!command || !next || command->index() != next->index()) return false;
    return std::holds_alternative<live::Edit>(*command) || std::holds_alternative<live::Redraw>(*command) ||
           std::holds_alternative<live::SetEvents>(*command) || std::holds_alternative<live::Seek>(*command);
}

template <class... Each>
bool is_one_of(const Command& command) {
    return (std::holds_alternative<Each>(command) || ...);
}

/// True if the command ends the way to a time.
bool ends_reach(const Command& command) {
    return is_one_of<live::Play, live::Pause, live::Step, live::Reset, live::UndoReset, live::Seek, live::Reach,
                     live::Edit, live::SetEvents>(command);
}

void check(const live::Observe& observe) {
    if (observe.histogram_bins < 1)
        throw InputError("histogram bins: found " + std::to_string(observe.histogram_bins) + ", expected at least 1");
}

}  // namespace

void LiveEngine::take(std::vector<Message>& messages) {
    for (std::size_t k = 0; k < messages.size(); ++k) {
        if (superseded(messages, k)) {
            ++taken_;
            continue;
        }
        if (auto* request = std::get_if<LiveSimulation::Shared::SnapshotRequest>(&messages[k]))
            reply(*request);
        else if (auto* fork = std::get_if<LiveSimulation::Shared::ForkRequest>(&messages[k]))
            reply(*fork);
        else
            take(std::get<Command>(messages[k]));
    }
}

void LiveEngine::reply(LiveSimulation::Shared::SnapshotRequest& request) {
    try {
        if (!finish_seek()) throw RunError("the simulation has ended");
        request.reply.set_value(chronicle_->cloud());
    } catch (...) {
        request.reply.set_exception(std::current_exception());
    }
}

void LiveEngine::reply(LiveSimulation::Shared::ForkRequest& request) {
    try {
        if (!finish_seek()) throw RunError("the simulation has ended");
        const auto branch = [this] {
            return LiveSimulation::Shared::Branch{simulation().scene(),
                                                  chronicle_->run(),
                                                  shared_.log.copy(),
                                                  keyframe_budget_,
                                                  {linking_angle_, histogram_bins_, densities_},
                                                  slow_parts_,
                                                  theory_.shown() ? std::optional(*theory_.shown()) : std::nullopt};
        };
        request.reply.set_value(simulation().despite_device(branch));
    } catch (...) {
        request.reply.set_exception(std::current_exception());
    }
}

void LiveEngine::take(const Command& command) {
    publication_.answer();
    try {
        if (reach_ && ends_reach(command)) end_reach();
        std::visit([this](const auto& each) { apply(each); }, command);
    } catch (const std::bad_alloc&) {
        refuse("not enough memory for that many tokens");
    } catch (const std::exception& error) {
        refuse(error.what());
    }
    ++taken_;
}

void LiveEngine::apply(const live::Play&) {
    failure_.clear();
    pacer_.play(paced(), Clock::now());
}

void LiveEngine::apply(const live::Pause&) {
    pacer_.pause(Clock::now());
}

void LiveEngine::apply(const live::Step& step) {
    failure_.clear();
    pacer_.ask(step.count);
}

void LiveEngine::apply(const live::Reset& reset) {
    // The last known state gets a measured row.
    if (reset.keep && publication_.moved() && !chronicle_->seeking() && !publish_and_hold()) return;
    if (reset.keep) shared_.log.set_aside();
    chronicle_->reset(reset.keep);
    pacer_.take_back_steps();
    start_generation();
}

void LiveEngine::apply(const live::UndoReset&) {
    if (!chronicle_->undo_reset()) throw InputError("the run before the reset is no longer kept");
    pacer_.take_back_steps();
    start_generation();
    shared_.log.bring_back();
    publication_.resume_generation();
    pacer_.resume(paced());
}

/// While a slider is dragged faster than states are reached, intermediate states are shown.
void LiveEngine::apply(const live::Seek& seek) {
    const bool under_way = chronicle_->seeking();
    // The last known state gets a measured row.
    const bool due = publication_.moved() && (!under_way || publication_.long_ago(Clock::now()));
    if (due && !publish_and_hold()) return;
    failure_.clear();
    pacer_.look(Clock::now());
    chronicle_->seek(seek.time);
    publication_.move();
}

void LiveEngine::apply(const live::Reach& reach) {
    if (reach.time <= chronicle_->known_until()) return apply(live::Seek{reach.time});
    if (!finish_seek()) return;
    failure_.clear();
    reach_ = reach;
    pacer_.reach(reach.edits.empty() ? reach.time : reach.edits.front().from, Clock::now());
    end_where_due();
}

/// Ends the way to a time. The last of its edits acts where it ends: the dynamics are those of the window's document.
void LiveEngine::end_reach() {
    const live::Reach reach = *std::exchange(reach_, std::nullopt);
    pacer_.pause(Clock::now());
    if (!reach.edits.empty()) apply(live::Edit{reach.edits.back().dynamics});
}

/// Refuses dynamics whose field cannot be computed, and keeps the former.
void LiveEngine::apply(const live::Edit& edit) {
    if (!finish_seek()) return;
    if (chronicle_->edit(edit.dynamics)) shared_.log.cut(chronicle_->time());
    failure_.clear();
    pacer_.edited(paced(), Clock::now());
    publication_.move();
}

void LiveEngine::apply(const live::SetEvents& set) {
    if (!finish_seek()) return;
    const std::optional<double> from = chronicle_->set_events(set.events);
    if (!from) return;
    shared_.log.cut(*from);
    failure_.clear();
    pacer_.edited(paced(), Clock::now());
    publication_.move();
}

void LiveEngine::apply(const live::Redraw& redraw) {
    if (!finish_seek()) return;
    draw_anew(redraw.scene);
    reach_.reset();
}

void LiveEngine::apply(const live::Replace& replace) {
    if (replace.observe) check(*replace.observe);
    draw_anew(replace.scene);
    reach_.reset();
    pacer_.stop();
    if (replace.pace) apply(live::SetPace{*replace.pace});
    if (replace.observe) apply(*replace.observe);
    if (replace.play) apply(live::Play{});
    if (replace.reach) apply(*replace.reach);
}

void LiveEngine::apply(const live::SetPace& pace) {
    pacer_.set_pace(pace.pace, Clock::now());
}

void LiveEngine::apply(const live::Observe& observe) {
    check(observe);
    linking_angle_ = observe.linking_angle;
    histogram_bins_ = observe.histogram_bins;
    densities_ = observe.densities;
    simulation().set_linking_angle(linking_angle_);
    complete_from_ = Clock::now();  // the kept parts were counted for other settings
}

void LiveEngine::apply(const live::KeepTime& keep) {
    common_ = keep;
}

void LiveEngine::draw_anew(Scene scene) {
    auto fresh = std::make_unique<Chronicle>(std::move(scene), Keyframes(keyframe_budget_));
    fresh->simulation().set_linking_angle(linking_angle_);
    fresh->simulation().despite_device([&] { return &fresh->simulation().field(); });
    fresh->simulation().longitudes();  // draws the cloud again: here it may still be refused
    chronicle_ = std::move(fresh);
    start_generation();
    // After 4 publications no frame of the former run is left in the buffers.
    publications_to_trim_ = 4;
}

void LiveEngine::start_generation() {
    theory_.restart(simulation());
    shared_.log.clear();
    failure_.clear();
    pacer_.restart(Clock::now());
    publication_.begin_generation();
}

void LiveEngine::refuse(const std::string& why) {
    const std::lock_guard lock(shared_.refusal_mutex);
    shared_.refusals.push_back({taken_ + 1, why});
}

}  // namespace coalesce
