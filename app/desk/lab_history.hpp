#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// The parameters that a laboratory had, for undo and redo. A state is the list of the settings that differ from their
/// defaults, as `--set` takes them.
class LabHistory {
  public:
    using State = std::vector<Assignment>;

    /// Records the present state. While a widget is held, or a sweep moves a parameter, all its changes are one entry.
    void note(const State& present, bool held);
    bool can_undo() const { return at_ > 0; }
    bool can_redo() const { return at_ + 1 < states_.size(); }
    /// Key of the parameter that undo would change; empty if it changes several.
    std::string undo_name() const { return can_undo() ? difference(states_[at_ - 1], states_[at_]) : ""; }
    std::string redo_name() const { return can_redo() ? difference(states_[at_], states_[at_ + 1]) : ""; }
    /// Returns the state before, or after, which is then the present one. Call them only if there is one.
    const State& undo() { return states_[--at_]; }
    const State& redo() { return states_[++at_]; }

    static constexpr std::size_t most_states = 200;

  private:
    static std::string difference(const State& before, const State& after);

    std::vector<State> states_;
    std::size_t at_ = 0;
};

}  // namespace coalesce
