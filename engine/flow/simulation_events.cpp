#include <algorithm>
#include <limits>
#include <utility>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/observe/token_sample.hpp"
#include "flow/former.hpp"
#include "flow/hands.hpp"

// Events of a run: what hands do to its tokens between two steps.
namespace coalesce {

namespace {

/// For each of the later numbers its place among the former ones, -1 if it is new. Both rise.
std::vector<std::int32_t> origin_of(const std::vector<std::uint32_t>& former, const std::vector<std::uint32_t>& later) {
    std::vector<std::int32_t> origin;
    origin.reserve(later.size());
    auto at = former.begin();
    for (const std::uint32_t number : later) {
        at = std::lower_bound(at, former.end(), number);
        const bool known = at != former.end() && *at == number;
        origin.push_back(known ? static_cast<std::int32_t>(at - former.begin()) : -1);
    }
    return origin;
}

/// Observes the tokens that were observed before and are still there, and as large a share of the added ones. If too
/// many or too few are left, all of them are sampled anew.
std::vector<std::uint32_t> sample_of(const Roster& later, const std::vector<std::uint32_t>& observed, std::size_t count,
                                     std::uint32_t next) {
    const std::vector<std::uint32_t>& number = later.number;
    std::vector<std::uint32_t> sample;
    auto at = number.begin();
    for (const std::uint32_t each : observed) {
        at = std::lower_bound(at, number.end(), each);
        if (at != number.end() && *at == each) sample.push_back(static_cast<std::uint32_t>(at - number.begin()));
    }
    const std::size_t stride = count / observed.size();
    for (at = std::lower_bound(at, number.end(), next); at != number.end(); ++at)
        if ((*at - next) % stride == 0) sample.push_back(static_cast<std::uint32_t>(at - number.begin()));
    const bool even = sample.size() <= most_observed && sample.size() >= std::min(number.size(), most_observed / 2);
    return even ? sample : sample_tokens(number.size(), most_observed);
}

template <class Member>
std::shared_ptr<const Member> part_of(const std::shared_ptr<const Roster>& roster, Member Roster::*member) {
    return {roster, &((*roster).*member)};
}

}  // namespace

void Simulation::set_events(Events events) {
    // The end may have moved since: who sets both checks them against each other.
    check_own_events(events, scene_.dimension, std::numeric_limits<double>::infinity(), initial_count_);
    scene_.events = std::move(events);
}

bool Simulation::is_due(std::size_t event) const {
    return event < scene_.events.size() && scene_.events[event].time <= time_ + motion_->negligible(scene_.time.dt);
}

/// End of a step towards `time`: adaptive steps do not pass an event.
double Simulation::next_landing(double time) const {
    if (scene_.time.method != Method::adaptive || acted_ >= scene_.events.size()) return time;
    return std::min(time, scene_.events[acted_].time);
}

std::optional<double> Simulation::touched() const {
    return acted_ > 0 ? std::optional(scene_.events.front().time) : std::nullopt;
}

std::shared_ptr<const std::vector<std::uint32_t>> Simulation::numbers(bool before) const {
    const auto& roster = before && former_ ? former_->roster : roster_;
    return roster ? part_of(roster, &Roster::number) : nullptr;
}

std::shared_ptr<const std::vector<float>> Simulation::longitudes(bool before) const {
    const auto& roster = before && former_ ? former_->roster : roster_;
    if (roster) return part_of(roster, &Roster::longitude);
    if (!initial_longitudes_)
        initial_longitudes_ = std::make_shared<const std::vector<float>>(longitudes_of(initial_cloud()));
    return initial_longitudes_;
}

void Simulation::act() {
    if (!is_due(acted_)) return;
    // Merges up to here are recorded before hands part or join clusters.
    observation_due_ |= !at_observed_step();
    observe_if_possible();
    try {
        std::size_t end = acted_;
        bool others = false;
        for (; is_due(end); ++end) others |= changes_number(scene_.events[end]);
        const auto roster = std::make_shared<Roster>(
            roster_ ? *roster_ : roster_of(initial_count_, others ? *longitudes() : std::vector<float>{}));
        Cloud tokens = motion_->tokens();
        for (std::size_t k = acted_; k < end; ++k)
            coalesce::act(scene_.events[k], "events." + std::to_string(k), tokens, *roster);
        if (others) roster->sample = sample_of(*roster, observed_numbers(), count_, next_number());
        go_on_with(std::move(tokens));
        acted_ = end;
        if (others) observe_as_others(roster);
    } catch (const RunError& error) {
        lose_device(error.what());
        throw;
    }
    rest_.reset();
    // As after a change of the model: the initial law is no longer known, and what hands joined has not merged.
    observers_.phases.restart(phase_rules(scene_.model));
    observers_.merges.restart();
    observation_due_ = true;
}

/// Continues from other tokens, on the host or on the device where they were.
void Simulation::go_on_with(Cloud tokens) {
    auto former = std::make_unique<Former>();
    former->roster = roster_;
    if (scene_.time.method == Method::adaptive) {
        std::unique_ptr<Motion> fresh = make_motion(scene_, std::move(tokens), stop_);
        former->motion = std::exchange(motion_, std::move(fresh));
    } else {
        former->tokens = motion_->tokens();
        replace_motion(motion_, scene_, std::move(tokens), stop_);
    }
    former_ = std::move(former);
    ++revision_;
}

/// Goes on observing after tokens were added or removed.
void Simulation::observe_as_others(const std::shared_ptr<const Roster>& roster) {
    const std::vector<std::uint32_t> before = tracked_numbers();
    take_roster(roster);
    const std::vector<std::int32_t> origin = origin_of(before, tracked_numbers());
    observers_.clusters.retain(origin, before.size());
    observers_.user_clusters.retain(origin, before.size());
    observers_.lineage.retain(origin, before.size());
    grain_ = grain_of(observed_cloud());
}

void Simulation::take_roster(const std::shared_ptr<const Roster>& roster) {
    if (roster == roster_) return;
    roster_ = roster;
    count_ = roster ? roster->number.size() : initial_count_;
    sample_ = roster ? roster->sample : sample_tokens(initial_count_, most_observed);
}

std::uint32_t Simulation::next_number() const {
    return roster_ ? roster_->next : static_cast<std::uint32_t>(initial_count_);
}

std::uint32_t Simulation::number_of(std::size_t token) const {
    return roster_ ? roster_->number[token] : static_cast<std::uint32_t>(token);
}

/// Numbers of the observed tokens.
std::vector<std::uint32_t> Simulation::observed_numbers() const {
    std::vector<std::uint32_t> numbers;
    for (const std::uint32_t token : sample_) numbers.push_back(number_of(token));
    return numbers;
}

/// Numbers of the tokens whose clusters are tracked: all in adaptive time, else the observed ones.
std::vector<std::uint32_t> Simulation::tracked_numbers() const {
    if (!motion_->lumps()) return observed_numbers();
    std::vector<std::uint32_t> numbers;
    for (std::size_t token = 0; token < count_; ++token) numbers.push_back(number_of(token));
    return numbers;
}

}  // namespace coalesce
