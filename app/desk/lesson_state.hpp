#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/lesson/lesson.hpp"
#include "desk/lesson_poll.hpp"
#include "desk/open_run.hpp"

namespace coalesce {

/// A lesson that is open on the desk: where it is, and what leads back to the steps that were seen. lesson_walk.hpp has
/// what is done with it.
struct LessonState {
    enum class Mode {
        presenting,  ///< the picture with title and caption, over the whole window
        yours,       ///< all controls are open on a copy of the running state
        arriving,    ///< a step of a lesson that is made is on its way into the picture, where it becomes `yours`
        left         ///< the desk shows what was open before the lesson, which can be taken up again
    };
    Lesson lesson;
    std::string origin;  ///< shipped name, or file
    Mode mode = Mode::presenting;

    std::size_t step = 0;
    double seconds = 0;     ///< since the step began, without the time before its question is answered
    double looked = 0;      ///< the same with that time: the camera moves at once
    bool eased = false;     ///< all changes of the step are made
    bool complete = false;  ///< nothing more happens by itself
    LessonPoll poll;
    /// Number of the last command that the step's beginning took. Frames before it show another step.
    std::uint64_t begun_by = 0;
    /// Frames of the step still to draw before its run plays: a step that computes while its first frame is drawn takes
    /// the processors from it. 0: nothing waits.
    int plays_after = 0;
    double begun_at = 0;  ///< simulated time at which the step begins
    double time = 0;      ///< simulated time shown last
    /// Time that the run goes to before the step begins; set while it is under way.
    std::optional<double> seeking;
    /// Step that is jumped to; the steps before it, which nobody has seen, pass as fast as they are computed.
    std::optional<std::size_t> going_to;
    std::optional<double> passes_at;  ///< simulated time at which such a step is over, if its condition is a duration

    /// Moment of a picture of the lesson.
    struct Moment {
        std::size_t step = 0;
        double time = 0;  ///< simulated
        ViewState seen{};
        bool under_way = false;  ///< its step is there, and LessonState::seeking is its time
    };
    std::optional<Moment> moment;  ///< that the lesson is on its way to; it pauses there

    /// A step as it was left.
    struct Visit {
        std::vector<SceneDocument> documents;  ///< of the runs
        double time = 0, seconds = 0, looked = 0;
        bool eased = false, complete = false;
        LessonPoll poll;
        double lab_share = 0;  ///< of the laboratory's course
    };
    std::vector<std::optional<Visit>> visits;  ///< by step

    std::size_t run = 0;                     ///< step that opened the run on the desk
    std::map<std::size_t, Pace> usual_pace;  ///< by the step that opened the run: its pace if no step states one
    /// Runs of the lesson that are not on the desk, by the step that opened them; all are paused.
    std::map<std::size_t, RunSet> parked;
    RunSet before;  ///< the desk's runs before the lesson; none while the lesson is left
    bool before_played = false, before_fullscreen = false;
    std::string before_lab;  ///< laboratory that was open then; empty: none
    bool run_before_lab_played = false;
    bool fork_played = false;  ///< the lesson's run played when its copy was handed out

    std::optional<LessonLab> lab;  ///< laboratory that is open (Desk::lesson_lab)

    std::optional<std::size_t> shows;     ///< step that the lesson editor wants in the picture
    bool preview = false;                 ///< of a lesson that is being made: it is gone once it is left
    std::unique_ptr<LessonState> former;  ///< then: the lesson that was open before, which is there again

    /// The next scene, whose cloud is drawn while the present step is read.
    struct Ahead {
        std::size_t step;
        std::future<std::unique_ptr<LiveSimulation>> simulation;
    };
    std::optional<Ahead> ahead;
    std::vector<Ahead> unwanted;  ///< still being drawn, for a step that was not gone to

    // Set by the lecturer, whatever the step:
    enum class Lens { none, spotlight, magnifier };
    bool black = false, notes = false;
    Lens lens = Lens::none;
    double clock = 0;                                             ///< seconds that the lesson was presented
    std::optional<std::chrono::steady_clock::time_point> ticked;  ///< when it was counted last
    std::optional<std::size_t> typed;                             ///< number of a step that is typed digit by digit
    double typed_at = 0;                                          ///< clock at its last digit

    const LessonStep& present() const { return lesson.steps[step]; }
    /// The step whose caption is shown.
    std::size_t shown_step() const { return going_to.value_or(step); }
    /// True if the step has changes that the question holds back.
    bool held() const { return present().question && poll.asks(); }
};

}  // namespace coalesce
