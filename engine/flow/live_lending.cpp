#include <utility>

#include "flow/live_engine.hpp"
#include "model/error.hpp"

// Protocol of the buffer that tokens on a device share with the window: the engine owns it from a loan to the next
// frame, the window from there to the next loan, and each side waits for its turn.
namespace coalesce {

using Loan = LiveSimulation::Loan;

/// Holds if a loan or a withdrawal is not yet handled.
bool LiveEngine::lending_moved() const {
    const LiveSimulation::Shared::Lending& lending = shared_.lending;
    return lending.withdrawal || (lending.loan.state == Loan::State::lent && !holding_);
}

/// Makes the tokens accessible to steps, for which it may wait until the window lends the buffer again. False when the
/// simulation is to end.
bool LiveEngine::hold_tokens() {
    for (;;) {
        std::unique_lock lock(shared_.inbox_mutex);
        LiveSimulation::Shared::Lending& lending = shared_.lending;
        const auto answered = [&] { return shared_.stop || lending.loan.state != Loan::State::parked; };
        if (!answered()) {
            lending.loan.wanted = true;
            lock.unlock();
            shared_.wake_reader();
            lock.lock();
            shared_.inbox_filled.wait(lock, answered);
        }
        if (shared_.stop) return false;
        holding_ = lending.loan.state == Loan::State::lent;
        if (auto withdrawal = std::exchange(lending.withdrawal, {})) {
            lock.unlock();
            take_back(std::move(*withdrawal));
            return true;
        }
        if (!parked_) return true;
        const DeviceLoan buffer = lending.buffer;
        lock.unlock();
        try {
            simulation().device()->attach(buffer);
            parked_ = false;
            return true;
        } catch (const RunError& error) {
            lock.lock();
            lending.loan = {Loan::State::parked, true, sequence_, error.what()};
        }
    }
}

void LiveEngine::take_back(LiveSimulation::Shared::Withdrawal withdrawal) {
    parked_ = false;
    answer_due_ = true;
    if (!withdrawal.positions) return simulation().lose_device(withdrawal.why);
    try {
        simulation().device()->recover(*withdrawal.positions);
    } catch (const RunError& error) {
        simulation().lose_device(error.what());
    }
}

/// Moves the tokens into the buffer if one was lent for them.
void LiveEngine::attach() {
    DeviceCloud* device = simulation().device();
    if (!device || device->attached()) return;
    DeviceLoan buffer;
    {
        const std::lock_guard lock(shared_.inbox_mutex);
        const LiveSimulation::Shared::Lending& lending = shared_.lending;
        if (lending.loan.state != Loan::State::lent || lending.tokens != simulation().live_tokens()) return;
        buffer = lending.buffer;
    }
    try {
        device->attach(buffer);
    } catch (const RunError& error) {
        loan_failure_ = error.what();
    }
}

/// Hands the buffer to the window.
void LiveEngine::part_with_buffer() {
    const DeviceCloud* device = simulation().device();
    parked_ = device && device->attached();
    holding_ = false;
    const std::lock_guard lock(shared_.inbox_mutex);
    Loan& loan = shared_.lending.loan;
    if (loan.state == Loan::State::lent)
        loan = {parked_ ? Loan::State::parked : Loan::State::unused, false, sequence_,
                std::exchange(loan_failure_, {})};
}

}  // namespace coalesce
