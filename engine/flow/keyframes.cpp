#include "flow/keyframes.hpp"

#include <algorithm>
#include <utility>

namespace coalesce {

void Keyframes::start(Simulation::State initial) {
    states_.clear();
    gap_ = first_gap_;
    seconds_ = 0;
    states_.push_back(std::move(initial));
    count_bytes();
}

void Keyframes::keep(Simulation::State state) {
    seconds_ = 0;
    bytes_ += state.bytes();
    states_.push_back(std::move(state));
    while (bytes_ > budget_ && states_.size() > 2) thin();
}

void Keyframes::thin() {
    std::vector<Simulation::State> kept;
    for (std::size_t k = 0; k < states_.size(); ++k)
        if (k % 2 == 0 || k + 1 == states_.size()) kept.push_back(std::move(states_[k]));
    states_ = std::move(kept);
    gap_ *= 2;
    count_bytes();
}

const Simulation::State& Keyframes::before(double time) const {
    const auto after = std::upper_bound(states_.begin() + 1, states_.end(), time,
                                        [](double t, const Simulation::State& state) { return t < state.time(); });
    return *(after - 1);
}

void Keyframes::cut(double time) {
    while (states_.size() > 1 && states_.back().time() > time) states_.pop_back();
    seconds_ = 0;
    count_bytes();
}

bool Keyframes::cut(double time, std::size_t acted) {
    while (!states_.empty() && (states_.back().time() > time || states_.back().acted() > acted)) states_.pop_back();
    seconds_ = 0;
    count_bytes();
    return !states_.empty();
}

void Keyframes::count_bytes() {
    bytes_ = 0;
    for (const Simulation::State& state : states_) bytes_ += state.bytes();
}

}  // namespace coalesce
