#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

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
struct Play {};
struct Pause {};
struct Step {
    int count = 1;
};
struct Reset {};
/// Looks back: shows the state at `time`, and pauses; Play goes on from there. Of several only the last counts, and one
/// on its way is given up for a newer one. A time beyond what is known (Frame::known_until) shows the last known state;
/// fixed steps show the last whole step up to `time`, adaptive ones land on it. What lies ahead stays known until the
/// model, the time specification or the solver is edited there.
struct Seek {
    double time = 0;
};
/// A document with the same tokens changes the model at once; other tokens draw a new cloud.
struct Edit {
    Scene scene;
};
/// Draws the cloud anew even where nothing but the running state differs.
struct Replace {
    Scene scene;
    bool play = false;
};
struct SetPace {
    Pace pace;
};
struct Observe {
    double linking_angle;
    int histogram_bins;
    WantedDensities densities{};
};
}  // namespace live
using Command = std::variant<live::Play, live::Pause, live::Step, live::Reset, live::Seek, live::Edit, live::Replace,
                             live::SetPace, live::Observe>;

/// A Simulation on its own thread. Publishes complete frames by triple buffering: a reader never waits for a step and a
/// step never waits for a reader. Sleeps while paused.
class LiveSimulation {
  public:
    /// @param keyframe_budget  bytes that states to look back to may take
    explicit LiveSimulation(Scene scene, std::size_t keyframe_budget = Keyframes::default_budget);
    ~LiveSimulation();
    LiveSimulation(const LiveSimulation&) = delete;
    LiveSimulation& operator=(const LiveSimulation&) = delete;

    void send(Command command);

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
    /// A message for the user when the last Edit or Replace was refused (the old scene lives on); empty otherwise.
    std::string take_refusal();
    /// The state as of the last step, for saving tokens: copied by the engine's thread between two steps.
    Cloud snapshot() const;

    struct Shared;

  private:
    std::unique_ptr<Shared> shared_;
    std::thread thread_;
};

}  // namespace coalesce
