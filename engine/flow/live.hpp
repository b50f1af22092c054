#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "flow/device.hpp"
#include "flow/frame.hpp"
#include "flow/keyframes.hpp"

namespace coalesce {

/// How fast a playing simulation goes.
struct Pace {
    enum class Kind { steps_per_frame, time_per_second, unlimited, decades_per_second } kind = Kind::steps_per_frame;
    /// Steps a displayed frame (1/60 s), simulated time per second, or decades of simulated time per second, from
    /// time.dt on.
    double value = 1;
    bool operator==(const Pace&) const = default;
};

/// Commands of the desktop, taken in order between two steps.
namespace live {
/// Plays on until time.until, where it pauses (Frame::ended). From there on it plays without an end.
struct Play {};
struct Pause {};
struct Step {
    int count = 1;
};
struct Reset {
    bool keep = false;  ///< the run, for UndoReset; one is kept, until a new cloud is drawn
};
/// Brings back the run that was kept, at the time where it was reset.
struct UndoReset {};
/// Looks back: shows the state at `time`, and pauses; Play goes on from there. Of several only the last counts, and one
/// on its way is given up for a newer one. A time beyond what is known (Frame::known_until) shows the last known state;
/// fixed steps show the last whole step up to `time`, adaptive ones `time` itself, between the steps around it. What
/// lies ahead stays known until the model, the time specification or the solver is edited there.
struct Seek {
    double time = 0;
};
/// A document with the same tokens changes the model at once; other tokens draw a new cloud.
struct Edit {
    Scene scene;
};
struct SetPace {
    Pace pace;
};
struct Observe {
    double linking_angle;
    int histogram_bins;
    WantedDensities densities{};
};
/// Draws the cloud anew even where nothing but the running state differs. Where the scene is refused, pace, observation
/// and the run are left as they were.
struct Replace {
    Scene scene;
    bool play = false;
    std::optional<Pace> pace{};
    std::optional<Observe> observe{};
};
}  // namespace live
using Command = std::variant<live::Play, live::Pause, live::Step, live::Reset, live::UndoReset, live::Seek, live::Edit,
                             live::Replace, live::SetPace, live::Observe>;

/// A Simulation on its own thread. Publishes complete frames by triple buffering: a reader never waits for a step and a
/// step never waits for a reader. Sleeps while paused.
class LiveSimulation {
  public:
    /// @param keyframe_budget  bytes that states to look back to may take
    explicit LiveSimulation(Scene scene, std::size_t keyframe_budget = Keyframes::default_budget);
    ~LiveSimulation();
    LiveSimulation(const LiveSimulation&) = delete;
    LiveSimulation& operator=(const LiveSimulation&) = delete;

    /// @return  the command's number: 1, 2, … in the order in which commands are taken (Frame::commands)
    std::uint64_t send(Command command);
    /// How many commands were sent; a frame whose `commands` is this many answers them all.
    std::uint64_t sent() const;

    /// The newest complete frame. Valid until the next call from the same (single) reading thread. Until the engine's
    /// thread has published the first one, a frame without tokens whose sequence is 0.
    const Frame& latest();
    /// Measurements of one generation in time order, one a published state, also beyond the present time after a look
    /// back; thinned to every second one when they pass 20 000.
    struct History {
        std::uint64_t version = 0;  ///< changes with the generation, with every thinning and with every cut
        std::vector<Measurement> rows;
    };
    /// Brings `history` up to date.
    void update(History& history) const;
    /// Called on the engine's thread whenever something was published; the window uses it to leave its idle wait.
    /// Once this returns, the former function is not running any more.
    void on_publish(std::function<void()> wake);
    /// A command that was refused: the run goes on as if it had not been sent.
    struct Refusal {
        std::uint64_t command = 0;  ///< its number
        std::string why;
    };
    /// Those since the last call. Those of all commands up to Frame::commands are there when the frame is.
    std::vector<Refusal> take_refusals();
    /// The state as of the last step, for saving tokens: copied by the engine's thread between two steps.
    Cloud snapshot() const;

    // Tokens on a device can be drawn without being copied: the buffer that pictures are drawn from is lent to the
    // engine, which steps in it and parks whenever it publishes a frame. The picture then draws from it, and lends it
    // again when the engine wants it. All of this belongs to the thread that reads frames.

    struct Loan {
        enum class State {
            none,    ///< the engine knows no buffer
            lent,    ///< it may be anywhere in it
            parked,  ///< the picture's, with the tokens in it; they need it back, or its contents
            unused,  ///< the picture's; frames have their tokens themselves
        } state = State::none;
        bool wanted = false;         ///< parked: the engine waits for it
        std::uint64_t sequence = 0;  ///< parked: of the first frame whose tokens are in it
        std::string failure;         ///< the engine could not use it; it wants the contents, where it parked
    };
    Loan loan() const;
    /// A buffer of so many tokens, or again one that is the picture's.
    void lend(const DeviceLoan& loan, std::size_t tokens);
    /// The buffer will not be lent any more. Of one that is parked its 3N floats; none where they are lost, and why:
    /// the tokens then go on from where they last came to the host, on the CPU.
    void withdraw(std::optional<std::vector<float>> positions = {}, std::string why = {});
    /// Called where this thread waits for the engine while that waits for the buffer.
    void on_wanted(std::function<void()> lend_again);

    struct Shared;

  private:
    std::unique_ptr<Shared> shared_;
    std::thread thread_;
    std::function<void()> lend_again_;
};

}  // namespace coalesce
