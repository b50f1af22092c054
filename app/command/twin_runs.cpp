#include "command/twin_runs.hpp"

#include <algorithm>
#include <cmath>

#include "coalesce/observe/cloud_distance.hpp"

namespace coalesce::command {
namespace {

/// Largest number of rows of twins.csv: enough for a curve, few enough that the distances cost less than the steps.
constexpr double most_twin_rows = 200;

std::vector<const SceneDocument*> documents_of(const TwinRuns::Runs& runs) {
    std::vector<const SceneDocument*> documents;
    for (const auto& run : runs) documents.push_back(&run->document());
    return documents;
}

/// True if a state at `time` counts as one at `wanted`: times are sums of steps, rounded.
bool reached(double time, double wanted) {
    constexpr double rounding = 1e-9;
    return time >= wanted * (1 - rounding);
}

}  // namespace

Cloud cloud_between(const Cloud& before, const Cloud& after, double share) {
    Cloud between;
    between.shape_like(after);
    for (std::size_t i = 0; i < after.size(); ++i)
        between.set_token(i, normalised(add(scaled(before.token(i), 1 - share), scaled(after.token(i), share))));
    return between;
}

TwinRuns::TwinRuns(Runs& runs, const Interruption& interruption)
    : first_(*runs.front()),
      interruption_(interruption),
      table_(documents_of(runs)),
      times_(first_.document().scene.time, most_twin_rows) {
    for (std::size_t k = 1; k < runs.size(); ++k) twins_.push_back({.run = runs[k].get()});
    compare();
}

bool TwinRuns::over() const {
    return first_.over() &&
           std::all_of(twins_.begin(), twins_.end(), [](const Follower& twin) { return twin.run->over(); });
}

void TwinRuns::step() {
    if (first_.over()) {
        // A twin's last state may miss the end by rounding.
        for (Follower& twin : twins_)
            if (!twin.run->over()) twin.run->step();
        return;
    }
    first_.step();
    const double time = first_.simulation().time();
    const bool compared = times_.take(time);
    for (Follower& twin : twins_) follow(twin, time, compared);
    if (compared) compare();
}

/// Takes the twin's steps up to the first of its states at or past `time`.
/// @param compared  its cloud at `time` is asked for
void TwinRuns::follow(Follower& twin, double time, bool compared) {
    Simulation& simulation = twin.run->simulation();
    const TimeSpec& steps = twin.run->document().scene.time;
    while (!twin.run->over() && !reached(simulation.time(), time)) {
        twin.cloud.reset();
        try {
            twin.time = simulation.time();
            const bool fixed = steps.method != Method::adaptive;
            const bool last = !fixed || reached(simulation.time() + steps.dt, time);
            if (compared && last) twin.energy = simulation.measure().energy;
            if (compared && last && fixed) twin.cloud = simulation.cloud();
        } catch (const Stopped&) {
            return;
        }
        twin.run->step();
    }
}

/// Adds a row for the first run's state; none after a signal, which may have stopped a step.
void TwinRuns::compare() {
    if (interruption_.asked()) return;
    try {
        Simulation& first = first_.simulation();
        const double time = first.time();
        std::vector<double> energies, distances;
        for (const Follower& twin : twins_) {
            Simulation& other = twin.run->simulation();
            const double energy = other.measure().energy;
            if (reached(time, other.time())) {
                energies.push_back(energy);
                distances.push_back(cloud_distance(first.cloud(), other.cloud()));
                continue;
            }
            const double share = (time - twin.time) / (other.time() - twin.time);
            energies.push_back(twin.energy + share * (energy - twin.energy));
            // An event within the step may have changed the number of tokens: then it counts from its start.
            const bool same = twin.cloud && twin.cloud->size() == other.cloud().size();
            distances.push_back(cloud_distance(
                first.cloud(), same ? cloud_between(*twin.cloud, other.cloud(), share) : other.state_at(time)));
        }
        table_.add(time, first.measure().energy, energies, distances);
    } catch (const Stopped&) {
        // A measurement was stopped after a signal.
    }
}

}  // namespace coalesce::command
