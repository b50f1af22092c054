#include "desk/edits.hpp"

namespace coalesce {

void EditHistory::reset(const SceneDocument& document) {
    states_.assign(1, document);
    names_.assign(1, "");
    position_ = 0;
    gesture_.clear();
}

void EditHistory::record(const SceneDocument& after, const std::string& key) {
    const bool same_gesture = !key.empty() && key == gesture_ && position_ > 0;
    states_.resize(position_ + 1);
    names_.resize(position_ + 1);
    if (same_gesture) {
        states_.back() = after;
        return;
    }
    states_.push_back(after);
    names_.push_back(key);
    if (states_.size() > most_states) {
        states_.erase(states_.begin());
        names_.erase(names_.begin());
    }
    position_ = states_.size() - 1;
    gesture_ = key;
}

const SceneDocument& EditHistory::undo() {
    if (can_undo()) --position_;
    end_gesture();
    return states_[position_];
}

const SceneDocument& EditHistory::redo() {
    if (can_redo()) ++position_;
    end_gesture();
    return states_[position_];
}

}  // namespace coalesce
