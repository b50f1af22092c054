#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "coalesce/flow/common_clock.hpp"
#include "coalesce/flow/device.hpp"
#include "coalesce/flow/dynamics.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/loan.hpp"
#include "coalesce/flow/pace.hpp"

namespace coalesce {

/// Commands of the desktop, executed in order between two steps.
namespace live {
/// Plays to time.until and pauses there (Frame::ended); played again from there, it has no end.
struct Play {};
/// Pauses after the present step.
struct Pause {};
/// Takes steps, whatever the pace.
struct Step {
    int count = 1;  ///< number of steps
};
/// Returns to time 0.
struct Reset {
    bool keep = false;  ///< keeps the run for UndoReset, until a new cloud is drawn
};
/// Brings back the kept run, at the time of its reset.
struct UndoReset {};
/// Looks back: shows the state at `time` and pauses; Play continues from there. Of several only the last counts, and a
/// newer one replaces one on its way. A time beyond Frame::known_until shows the last known state; fixed steps show the
/// last whole step up to `time`, adaptive ones `time` itself, between the steps around it. The future stays known until
/// the model, the time specification or the solver is edited there.
struct Seek {
    double time = 0;  ///< of the equation of motion, ≥ 0
};
/// Plays to `time` as fast as steps are computed, past time.until as well, and pauses there, at the state that Seek
/// would show. On the way the dynamics are edited as they were in another run, whose bits are then repeated. Play,
/// Pause, Step, Seek, Reset and an edit end it on the way, where the last of the edits then acts. A time that is known
/// already is sought.
struct Reach {
    double time = 0;                     ///< of the equation of motion, ≥ 0
    std::vector<DatedDynamics> edits{};  ///< by rising time, at most `time`
};
/// Changes model, time specification and solver of the running cloud at once.
struct Edit {
    Dynamics dynamics;  ///< after the edit
};
/// Replaces the events of the run. From the first one that differs on, the run is simulated anew; a later time is no
/// longer known, and the run returns there. Whether it plays stays.
struct SetEvents {
    Events events;  ///< all of the scene's
};
/// Draws a new cloud; whether it plays, pace and observation stay.
struct Redraw {
    Scene scene;  ///< of the new cloud
};
/// Plays at another speed.
struct SetPace {
    Pace pace;  ///< from now on
};
/// Observes otherwise; the motion is unchanged.
struct Observe {
    double linking_angle;         ///< Simulation::set_linking_angle
    int histogram_bins;           ///< ≥ 1
    WantedDensities densities{};  ///< to compute for every frame
};
/// Shares a clock with other runs: while it plays, the run waits for those that are behind it.
struct KeepTime {
    std::shared_ptr<CommonClock> clock;  ///< null: the run waits for none
    std::size_t run = 0;                 ///< its place on the clock
};
/// Draws a new cloud of another scene, and takes that scene's play, pace and observation. If the scene is refused,
/// pace, observation and run are unchanged.
struct Replace {
    Scene scene;                       ///< of the new cloud
    bool play = false;                 ///< plays at once
    std::optional<Pace> pace{};        ///< nullopt: as before
    std::optional<Observe> observe{};  ///< nullopt: as before
    std::optional<Reach> reach{};      ///< then reaches for a time
};
}  // namespace live
/// One command.
using Command =
    std::variant<live::Play, live::Pause, live::Step, live::Reset, live::UndoReset, live::Seek, live::Reach, live::Edit,
                 live::SetEvents, live::Redraw, live::Replace, live::SetPace, live::Observe, live::KeepTime>;

class LiveEngine;

/// A Simulation on its own thread. Publishes complete frames by triple buffering: readers and steps never wait for each
/// other. Sleeps while paused.
///
/// One thread at a time makes all calls, usually that of a window.
class LiveSimulation {
  public:
    /// Bytes for the saved states (Keyframes) from which a look back steps on.
    static constexpr std::size_t default_budget = std::size_t{512} << 20;

    /// Draws the cloud in the caller's thread, then starts the engine's; paused at first.
    /// @param keyframe_budget  bytes for saved states
    /// @throws InputError, RunError  as Simulation
    explicit LiveSimulation(Scene scene, std::size_t keyframe_budget = default_budget);
    /// Waits until the present step ends.
    ~LiveSimulation();
    LiveSimulation(const LiveSimulation&) = delete;
    LiveSimulation& operator=(const LiveSimulation&) = delete;

    /// @return  the command's number: 1, 2, … in the order of execution (Frame::commands)
    std::uint64_t send(Command command);
    /// Number of commands sent; a frame whose `commands` equals it answers them all.
    std::uint64_t sent() const;

    /// Returns the newest complete frame, valid until the next call. Call it from a single thread. Before the engine's
    /// thread has published, the frame has no tokens and sequence 0.
    const Frame& latest();
    /// Measurements of one generation in time order, one per published state, also beyond the present time after a look
    /// back; every second one is dropped beyond 20 000.
    struct History {
        std::uint64_t version = 0;      ///< changes with the generation, with every thinning and with every cut
        std::vector<Measurement> rows;  ///< by rising time
    };
    /// Brings `history` up to date.
    void update(History& history) const;
    /// Sets a function that the engine's thread calls after publishing; it ends the window's idle wait. On return, the
    /// former function is no longer running.
    void on_publish(std::function<void()> wake);
    /// A refused command: the run continues as if it had not been sent.
    struct Refusal {
        std::uint64_t command = 0;  ///< number of the command
        std::string why;            ///< one line
    };
    /// Returns the refusals since the last call, among them those of all commands up to Frame::commands of the frame
    /// that latest() returned.
    std::vector<Refusal> take_refusals();
    /// Copies the state after the last step, on the engine's thread between two steps; for saving tokens.
    Cloud snapshot() const;
    /// Begins another run at the present state, with a copy of this one's past, rows and observation; paused. What is
    /// sent to one does not reach the other. Waits until the present step ends and the other's initial cloud is drawn.
    /// @throws InputError, RunError  as the constructor
    std::unique_ptr<LiveSimulation> fork() const;

    // Tokens on a device can be drawn without a copy: the vertex buffer is lent to the engine, which steps in it and
    // parks whenever it publishes a frame. The window then draws from it, and lends it again when the engine wants it.
    // All calls below belong to the thread that reads frames.
    /// The same, as a member's name.
    using Loan = coalesce::Loan;
    /// Whose turn it is with the buffer.
    Loan loan() const;
    /// Lends a buffer of `tokens` tokens, or lends one again that the window owns.
    void lend(const DeviceLoan& loan, std::size_t tokens);
    /// Ends the lending. For a parked buffer, `positions` are its 3N floats; nullopt: they are lost, and `why` says
    /// how. The tokens then continue on the CPU from their last copy on the host.
    void withdraw(std::optional<std::vector<float>> positions = {}, std::string why = {});
    /// Sets a function called while this thread waits for the engine and the engine waits for the buffer.
    void on_wanted(std::function<void()> lend_again);

    struct Shared;

  private:
    LiveSimulation() = default;
    /// Waits for the engine's answer, which may need the lent buffer first.
    template <class Reply>
    Reply answer(std::future<Reply> reply) const;
    void start(std::unique_ptr<LiveEngine> engine);

    std::unique_ptr<Shared> shared_;
    std::thread thread_;
    std::function<void()> lend_again_;
};

}  // namespace coalesce
