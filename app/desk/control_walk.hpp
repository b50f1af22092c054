#pragma once

#include <set>
#include <string>
#include <vector>

namespace coalesce {

/// Walks the mouse over every control that the window shows and lists those without a tooltip. Dear ImGui reports the
/// controls itself (item_hook.hpp), so that one which the program forgot to describe, or to name, is found as well.
///
/// The walk leaves out what is no control: tabs and title bars of panels, scrollbars, headers of tables, entries that
/// only open a menu, plots, and what lies below an open menu or dialogue.
class ControlWalk {
  public:
    ControlWalk() = default;
    ~ControlWalk();
    ControlWalk(const ControlWalk&) = delete;
    ControlWalk& operator=(const ControlWalk&) = delete;

    /// Begins a walk over what is shown now. Controls of former walks are not visited again.
    /// @throws RunError  if Dear ImGui was compiled without hooks
    void begin();
    /// Goes on; call before ImGui::NewFrame. True once every control was visited.
    bool advance();
    bool walks() const { return walks_; }
    std::size_t visited() const { return seen_.size(); }
    /// A line for each control without a tooltip, and for each that the mouse cannot reach.
    const std::vector<std::string>& complaints() const { return complaints_; }

  private:
    bool look_at_present();
    bool go_to_next();

    std::set<unsigned> seen_;
    std::vector<std::string> complaints_;
    unsigned present_ = 0;  ///< control under the mouse; 0: none yet
    std::string name_;      ///< of the present one
    int frames_ = 0;        ///< spent on it
    int idle_ = 0;          ///< frames in a row in which none was left
    bool walks_ = false;
};

}  // namespace coalesce
