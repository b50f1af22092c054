#pragma once

#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "desk/desk.hpp"
#include "desk/widgets.hpp"

namespace coalesce {

/// Replays a recorded interaction as a user's hands would make it: mouse and key events enter Dear ImGui's queue where
/// GLFW's callbacks put theirs, and widgets are found by name (desk/widgets.hpp). One command a line, # comments:
///
///     click NAME [x y]            press and release; x y: fractions of the widget's rectangle, default its middle
///     double NAME                 double-click
///     drag NAME x0 y0 x1 y1       press at one fraction of the rectangle, move, release at another
///     hover NAME                  rest on it
///     wheel NAME notches
///     key Ctrl+Z                  press and release; ? . , as characters
///     close                       the window, as its frame's button
///     stall MILLISECONDS          from now on every frame takes so much longer
///     type TEXT                   into the focused field
///     seek TIME                   to a moment of the run, as a click on the timeline
///     drop FILE                   as if dragged onto the window
///     wait FRAMES
///     sleep SECONDS               by the clock: for soaks and demonstrations, no test waits for time
///     await QUANTITY OP VALUE     until it holds; fails after ten minutes of processor time
///     expect QUANTITY OP VALUE    fails when it does not hold
///     shot FILE                   the window as PNG
///     frames FILE                 from now on a line a frame, once it is in the window: seconds since the epoch,
///                                 seconds that it took, yaw and pitch of its camera, and k where it shows one token in
///                                 k
///     look GOLDEN THRESHOLD       waits until the window has settled, then holds it at half size against a golden
///     image
///                                 (image_difference); the picture stays in the working folder under the golden's name
///     inside NAME [NAME]          waits until both are drawn and still; fails where the first reaches out of the
///                                 second, or of the window
///     apart NAME NAME             the same; fails where they overlap
///     quit
///
/// QUANTITY: time steps tokens clusters phase phases merges branches known log playing messages message recorded
/// record.path undo scene title settled modified asking dialogue pending ended rows first_row actions axis.from axis.to
/// chrome popups panel.scenes panel.tokens, lab.NAME.QUANTITY of an open lab, or any key of the scene file. OP: == != <
/// > contains. The first failure ends the program with exit code 1 and one line that names file and line.
class Script {
  public:
    /// @throws InputError naming the line that is no command
    explicit Script(const std::string& path);

    /// Feeds this frame's events; call before ImGui::NewFrame. Throws RunError when an expectation fails.
    void advance(Desk& desk, const Frame& frame);
    /// Logs the frame just brought into the window, where the script asked for it.
    void swapped(const Desk& desk, double seconds);
    bool finished() const { return next_ >= commands_.size(); }

  private:
    struct Line {
        int number;
        std::vector<std::string> words;
    };
    bool perform(const Line& line, Desk& desk, const Frame& frame);
    bool press(const Line& line, int clicks);
    bool drag(const Line& line);
    bool look(const Line& line, Desk& desk) const;
    bool press_keys(const Line& line, Desk& desk);
    bool inside(const Line& line) const;
    bool apart(const Line& line) const;
    bool holds(const Line& line, const Desk& desk, const Frame& frame, std::string& found) const;
    [[noreturn]] void fail(const Line& line, const std::string& why) const;

    std::string path_;
    std::vector<Line> commands_;
    std::size_t next_ = 0;
    std::ofstream frames_;
    int phase_ = 0;  ///< frames spent on the present command
    int still_ = 0;  ///< frames in a row in which nothing moved, while a look waits for that
    double started_ = 0;
    std::chrono::steady_clock::time_point asleep_since_{};
    int stall_ = 0;  ///< milliseconds
    WidgetMap::Rectangle dragged_{};
    float double_click_time_ = 0, click_delay_ = 0;  ///< of Dear ImGui, while a click is replayed
};

}  // namespace coalesce
