#include "flow/lending.hpp"

#include <utility>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/flow/token_store.hpp"
#include "coalesce/model/error.hpp"

namespace coalesce {

using State = Loan::State;

Loan Lending::loan() const {
    const std::lock_guard lock(bell_.mutex);
    return loan_;
}

void Lending::lend(const DeviceLoan& buffer, std::size_t tokens) {
    {
        const std::lock_guard lock(bell_.mutex);
        loan_ = {State::lent, false, 0, {}};
        buffer_ = buffer;
        tokens_ = tokens;
        withdrawal_.reset();
    }
    bell_.rung.notify_one();
}

void Lending::withdraw(std::optional<std::vector<float>> positions, std::string why) {
    {
        const std::lock_guard lock(bell_.mutex);
        const bool parked = loan_.state == State::parked;
        loan_ = {};
        buffer_ = {};
        tokens_ = 0;
        withdrawal_.reset();
        if (parked) withdrawal_ = Withdrawal{std::move(positions), std::move(why)};
    }
    bell_.rung.notify_one();
}

Lending::Turn Lending::await_turn(const std::function<void()>& ask) {
    std::unique_lock lock(bell_.mutex);
    const auto answered = [&] { return bell_.stop || loan_.state != State::parked; };
    if (!answered()) {
        loan_.wanted = true;
        lock.unlock();
        ask();
        lock.lock();
        bell_.rung.wait(lock, answered);
    }
    return {bell_.stop, loan_.state == State::lent, buffer_, std::exchange(withdrawal_, {})};
}

std::optional<DeviceLoan> Lending::buffer_for(std::size_t tokens) const {
    const std::lock_guard lock(bell_.mutex);
    if (loan_.state != State::lent || tokens_ != tokens) return {};
    return buffer_;
}

void Lending::refuse(std::uint64_t sequence, const std::string& why) {
    const std::lock_guard lock(bell_.mutex);
    loan_ = {State::parked, true, sequence, why};
}

void Lending::hand_over(bool parked, std::uint64_t sequence, std::string failure) {
    const std::lock_guard lock(bell_.mutex);
    if (loan_.state == State::lent)
        loan_ = {parked ? State::parked : State::unused, false, sequence, std::move(failure)};
}

Borrower::Held Borrower::hold(Simulation& simulation, std::uint64_t sequence, const std::function<void()>& ask) {
    for (;;) {
        const Lending::Turn turn = lending_.await_turn(ask);
        if (turn.stopped) return Held::stopped;
        holding_ = turn.lent;
        if (turn.withdrawal) {
            take_back(simulation, *turn.withdrawal);
            return Held::taken_back;
        }
        TokenStore* store = simulation.store();
        if (!store || store->residence() != Residence::parked) return Held::yes;
        try {
            store->attach(turn.buffer);
            return Held::yes;
        } catch (const RunError& error) {
            lending_.refuse(sequence, error.what());
        }
    }
}

void Borrower::take_back(Simulation& simulation, const Lending::Withdrawal& withdrawal) {
    if (!withdrawal.positions) return simulation.lose_device(withdrawal.why);
    try {
        simulation.store()->recover(*withdrawal.positions);
    } catch (const RunError& error) {
        simulation.lose_device(error.what());
    }
}

void Borrower::attach(Simulation& simulation) {
    TokenStore* store = simulation.store();
    if (!store || store->in_buffer()) return;
    const std::optional<DeviceLoan> buffer = lending_.buffer_for(store->count());
    if (!buffer) return;
    try {
        store->attach(*buffer);
    } catch (const RunError& error) {
        failure_ = error.what();
    }
}

void Borrower::part(Simulation& simulation, std::uint64_t sequence) {
    const TokenStore* store = simulation.store();
    holding_ = false;
    lending_.hand_over(store && store->in_buffer(), sequence, failure_);
    failure_.clear();
}

}  // namespace coalesce
