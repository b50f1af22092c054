#include "interop/sharing.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "coalesce/model/error.hpp"

namespace coalesce {

using State = LiveSimulation::Loan::State;

Sharing::Sharing(LiveSimulation& live, const DrawingDevice& device, std::size_t fewest)
    : live_(live), tokens_(*device.runtime, device.number), fewest_(fewest) {
    live_.on_wanted([this] { hand_over(); });
}

void Sharing::lend(std::size_t count) {
    try {
        live_.lend(tokens_.map(count), count);
    } catch (const RunError& error) {
        give_up(error.what());
    }
}

/// Ends sharing after a failure. The window owns the buffer here; its contents are read back for the engine.
void Sharing::give_up(const std::string& why) {
    why_not_ = why;
    failed_in_.reset();
    std::optional<std::vector<float>> saved;
    try {
        saved = tokens_.contents();
    } catch (const RunError&) {
        // The contents are lost: the engine continues from its last copy on the host.
    }
    live_.withdraw(std::move(saved), why);
    tokens_.end();
}

/// Clears a failure once a later generation than that of the first copied frame is shown.
void Sharing::forgive(std::uint64_t generation) {
    if (!failed_in_) failed_in_ = generation;
    if (*failed_in_ != generation) why_not_.clear();
}

GLuint Sharing::buffer_of(const Frame& frame, bool wanted) {
    const LiveSimulation::Loan loan = live_.loan();
    if (loan.state == State::lent || frame.sequence < loan.sequence) return 0;
    if (!why_not_.empty() && !frame.in_buffer) forgive(frame.generation);
    if (!loan.failure.empty()) {
        give_up(loan.failure);
        return 0;
    }
    const bool shared = wanted && why_not_.empty() && frame.on_device && frame.size() >= fewest_;
    if (loan.state == State::parked) {
        try {
            if (shared) tokens_.unmap();
        } catch (const RunError& error) {
            give_up(error.what());
            return 0;
        }
        if (shared) return frame.in_buffer ? tokens_.buffer() : 0;
        give_up(why_not_);
    } else if (shared && !frame.in_buffer) {
        lend(frame.size());
    } else if (loan.state == State::unused) {
        live_.withdraw();
        tokens_.end();
    }
    return 0;
}

void Sharing::hand_over() {
    const LiveSimulation::Loan loan = live_.loan();
    if (loan.state == State::parked && loan.wanted && loan.failure.empty()) lend(tokens_.count());
}

}  // namespace coalesce
