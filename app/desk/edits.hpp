#pragma once

#include <string>
#include <vector>

#include "model/scene.hpp"

namespace coalesce {

/// Undo and redo of whole documents. Edits of one key while one widget is held are one entry.
class EditHistory {
  public:
    void reset(const SceneDocument& document);
    /// Records `after`. The same `key` again within one gesture replaces the last entry.
    void record(const SceneDocument& after, const std::string& key);
    /// Ends the gesture: the next record() starts an entry of its own.
    void end_gesture() { gesture_.clear(); }

    bool can_undo() const { return position_ > 0; }
    bool can_redo() const { return position_ + 1 < states_.size(); }
    const SceneDocument& undo();
    const SceneDocument& redo();
    /// What undo would take back ("model.beta"), for the menu.
    const std::string& undo_name() const { return names_[position_]; }
    const std::string& redo_name() const { return names_[position_ + 1]; }

  private:
    /// A document is a few kilobytes (points laws more): bounded so that a long session stays small.
    static constexpr std::size_t most_states = 200;
    std::vector<SceneDocument> states_;
    std::vector<std::string> names_;  // names_[i]: the edit that led to states_[i]
    std::size_t position_ = 0;
    std::string gesture_;
};

}  // namespace coalesce
