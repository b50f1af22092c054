#include "lecture/filmed_run.hpp"

#include <utility>

#include "coalesce/document/document_diff.hpp"
#include "view/colour_scale.hpp"

namespace coalesce {

FilmedRun::FilmedRun(SceneDocument drawn, StopToken stop) : drawn_(std::move(drawn)), stop_(stop) {
    draw();
}

FilmedRun::FilmedRun(const FilmedRun& first, const DocumentDiff& difference, StopToken stop)
    : drawn_(first.drawn_), stop_(stop) {
    apply(difference, drawn_);
    for (const Change& change : first.changes_) {
        SceneDocument changed = drawn_;
        changed.scene.model = change.dynamics.model;
        changed.scene.time = change.dynamics.time;
        changed.scene.solver = change.dynamics.solver;
        apply(difference, changed);
        changes_.push_back({change.time, Dynamics(changed.scene)});
    }
    draw();
}

void FilmedRun::draw() {
    film_ = std::make_unique<Film>(drawn_.scene, drawn_.view.linking_angle, drawn_.view.histogram_bins,
                                   wanted_densities(drawn_.view), 0, stop_);
    frame_ = &film_->at(0);
    counted_from_ = 0;
    theory_.clear();
}

void FilmedRun::change(const Scene& wanted) {
    const Scene& scene = simulation().scene();
    if (!(wanted.events == scene.events)) {
        simulation().set_events(wanted.events);
        drawn_.scene.events = wanted.events;
    }
    if (wanted.model == scene.model && wanted.time == scene.time && wanted.solver == scene.solver) return;
    const Dynamics dynamics = wanted;
    film_->change(dynamics);
    const double time = simulation().time();
    if (!changes_.empty() && changes_.back().time == time) changes_.pop_back();
    changes_.push_back({time, dynamics});
}

void FilmedRun::observe(const ViewState& view, bool maps) {
    WantedDensities densities = wanted_densities(view);
    if (maps) densities = {true, true};
    film_->observe(view.linking_angle, view.histogram_bins, densities);
}

void FilmedRun::seek(double time, const std::function<bool()>& stop) {
    const bool back = time < simulation().time();
    if (back) draw();
    std::size_t next = 0;
    const auto repeat_changes = [&] {
        for (; next < changes_.size() && changes_[next].time <= simulation().time(); ++next)
            film_->change(changes_[next].dynamics);
        return stop && stop();
    };
    while (next < changes_.size() && changes_[next].time < simulation().time()) ++next;
    frame_ = &film_->at(time, repeat_changes);
    // No step of the repeated past has begun in the present state yet.
    if (back) std::erase_if(changes_, [&](const Change& change) { return change.time >= simulation().time(); });
}

void FilmedRun::show(const RunPlace& place, const std::function<bool()>& before_step) {
    bool held = false;
    frame_ = &film_->at(place.time, [&] {
        held = this->place().steps >= place.steps || before_step();
        return held;
    });
    if (held) frame_ = &film_->at(simulation().time());
}

}  // namespace coalesce
