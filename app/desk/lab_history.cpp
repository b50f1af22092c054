#include "desk/lab_history.hpp"

#include <algorithm>
#include <set>

namespace coalesce {

void LabHistory::note(const State& present, bool held) {
    if (states_.empty()) states_.push_back(present);
    if (held || states_[at_] == present) return;
    states_.resize(at_ + 1);
    states_.push_back(present);
    if (states_.size() > most_states) states_.erase(states_.begin());
    at_ = states_.size() - 1;
}

std::string LabHistory::difference(const State& before, const State& after) {
    std::set<std::string> keys;
    const auto add = [&](const State& from, const State& without) {
        for (const Assignment& setting : from)
            if (std::find(without.begin(), without.end(), setting) == without.end())
                keys.insert(setting.substr(0, setting.find('=')));
    };
    add(before, after);
    add(after, before);
    return keys.size() == 1 ? *keys.begin() : "";
}

}  // namespace coalesce
