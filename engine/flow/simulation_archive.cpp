#include <sstream>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "flow/archive.hpp"

// States of a run as bytes, for another process.
namespace coalesce {

namespace {

/// Version of the order and the types of the values in flow/archive.hpp.
constexpr std::uint32_t state_format = 1;

}  // namespace

template <class Archive>
void Simulation::State::serialize(Archive& archive) {
    archive(acted_, grain_, linking_angle_, time_, time_origin_, last_step_, steps_, steps_since_origin_,
            observation_due_, rest_, observers_.clusters, observers_.user_clusters, observers_.phases,
            observers_.merges, observers_.lineage);
}

std::string Simulation::save_bytes() const {
    if (on_device()) throw RunError("the state of a run on a device cannot be kept for another process");
    State state = save();
    std::ostringstream stream;
    cereal::BinaryOutputArchive archive(stream);
    archive(state_format, state, *state.motion_);
    archive(state.roster_ ? std::optional(*state.roster_) : std::nullopt);
    return std::move(stream).str();
}

void Simulation::restore_bytes(std::string_view bytes) {
    State state(Observers(phase_rules(scene_)));
    MotionState motion;
    std::optional<Roster> roster;
    try {
        std::istringstream stream{std::string(bytes)};
        cereal::BinaryInputArchive archive(stream);
        std::uint32_t format = 0;
        archive(format);
        if (format != state_format)
            throw InputError("found a saved state of format " + std::to_string(format) + ", expected " +
                             std::to_string(state_format));
        archive(state, motion, roster);
    } catch (const InputError&) {
        throw;
    } catch (const std::exception&) {
        throw InputError("found a saved state that cannot be read");
    }
    const bool adaptive = scene_.time.method == Method::adaptive;
    if (motion.flow.has_value() != adaptive || state.acted_ > scene_.events.size())
        throw InputError("found a saved state of another scene");
    // Tokens that hands moved do not follow the law any more: the rules are those that Simulation::act() gave then.
    if (state.acted_ > 0) state.observers_.phases.take_rules(phase_rules(scene_.model));
    state.model_ = scene_.model;
    state.time_spec_ = scene_.time;
    state.solver_ = scene_.solver;
    state.motion_ = std::make_shared<const MotionState>(std::move(motion));
    if (roster) state.roster_ = std::make_shared<const Roster>(std::move(*roster));
    restore(state);
}

}  // namespace coalesce
