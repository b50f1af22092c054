#pragma once

#include <chrono>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "desk/control_walk.hpp"
#include "desk/desk.hpp"
#include "desk/widgets.hpp"

namespace coalesce {

/// Replays user input from a file: mouse and key events enter Dear ImGui's queue, as from GLFW's callbacks, and widgets
/// are found by name (desk/widgets.hpp). Tooltips appear while a script rests the mouse by hover or controls, and not
/// where a click left it: pictures would depend on when they are taken. One command per line, # starts a comment:
///
///     click NAME [x y]            press and release; x y: fractions of the widget's rectangle, default its middle
///     double NAME                 double-click
///     drag NAME x0 y0 x1 y1       press at one fraction of the rectangle, move, release at another
///     hover NAME                  rest the mouse on it
///     wheel NAME notches          turn the mouse wheel over it
///     key Ctrl+Z                  press and release; ? . , as characters
///     close                       request to close the window, as from the window manager
///     stall MILLISECONDS          make every later frame take so much longer
///     type TEXT                   type into the focused field
///     seek TIME                   look at a time of the run, as by a click on the timeline
///     drop FILE                   drop a file onto the window
///     wait FRAMES                 let frames pass
///     sleep SECONDS               let wall time pass; for soaks and demonstrations, no test waits for time
///     await QUANTITY OP VALUE     wait until it holds; fails after ten minutes of processor time
///     expect QUANTITY OP VALUE    fail unless it holds
///     remember QUANTITY           keep its value, which a later VALUE `remembered` stands for
///     shot FILE                   write the window as PNG
///     frames FILE                 log every later frame once it is in the window, one line each: seconds since the
///                                 epoch, seconds it took, yaw, pitch, k if it shows one token in k, and the lesson's
///                                 step
///     look GOLDEN THRESHOLD       wait until the window has settled, then compare it at half size with a golden
///     picture
///                                 (image_difference); the picture stays in the working folder under the golden's name
///     inside NAME [NAME]          wait until both are drawn and still; fail if the first reaches beyond the second, or
///                                 beyond the window
///     apart NAME NAME             wait in the same way; fail if they overlap
///     controls                    rest the mouse on every control that is shown; fail if one has no tooltip; those
///     that an
///                                 earlier line has visited are left out
///                                 (desk/control_walk.hpp)
///     quit                        end the program
///
/// QUANTITY: time steps tokens clusters phase phases merges branches known log playing messages message recorded
/// record.path undo scene title settled modified asking dialogue pending ended rows first_row actions axis.from axis.to
/// chrome popups welcome welcome.door welcome.row theorem panel.scenes panel.tokens positions (a hash of them)
/// fullscreen pins pin attended, lesson.title lesson.step lesson.steps lesson.step_title lesson.mode lesson.complete
/// lesson.eased lesson.question lesson.hands lesson.black lesson.notes lesson.lens, editor.open editor.begun
/// editor.asks editor.title editor.steps editor.step editor.step_title editor.caption editor.modified editor.problems
/// editor.problem editor.advice editor.undo editor.file of the lesson that is made, diagram.known diagram.runs
/// diagram.computing diagram.measure diagram.x diagram.y diagram.exported, lab.NAME.QUANTITY of an open lab,
/// or any key of the scene file; of runs side by side twins current apart, twin.N.time twin.N.words twin.N.distance
/// twin.N.merges twin.N.tokens twin.N.undo or twin.N.KEY, N = 0 for the first run. OP: == != < > contains. The first
/// failure ends the program with exit code 1 and one line that names file and line.
class Script {
  public:
    /// @throws InputError  if a line is no command; names the line
    explicit Script(const std::string& path);

    /// Feeds this frame's events; call before ImGui::NewFrame. Throws RunError if an expectation fails.
    void advance(Desk& desk, const Frame& frame);
    /// Logs the frame that was just swapped into the window, if the script has a log.
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
    bool walk_controls(const Line& line);
    bool holds(const Line& line, const Desk& desk, const Frame& frame, std::string& found) const;
    [[noreturn]] void fail(const Line& line, const std::string& why) const;

    std::string path_;
    std::vector<Line> commands_;
    std::map<std::string, std::string> remembered_;  ///< values by quantity
    std::size_t next_ = 0;
    std::ofstream frames_;
    int phase_ = 0;  ///< frames spent on the present command
    int still_ = 0;  ///< settled frames in a row, while a look waits for three
    double started_ = 0;
    std::chrono::steady_clock::time_point asleep_since_{};
    int stall_ = 0;         ///< milliseconds
    bool resting_ = false;  ///< the mouse rests where the script put it, and tooltips may appear
    ControlWalk walk_;
    WidgetMap::Rectangle dragged_{};
    float double_click_time_ = 0, click_delay_ = 0;  ///< Dear ImGui's values, restored after a replayed click
};

}  // namespace coalesce
