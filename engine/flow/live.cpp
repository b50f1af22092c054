#include "flow/live.hpp"

#include <chrono>
#include <utility>

#include "flow/live_engine.hpp"

namespace coalesce {

void LiveSimulation::Shared::post(Message message) {
    {
        const std::lock_guard lock(inbox_mutex);
        inbox.push_back(std::move(message));
    }
    inbox_filled.notify_one();
}

void LiveSimulation::Shared::wake_reader() {
    const std::lock_guard lock(wake_mutex);
    if (wake) wake();
}

LiveSimulation::LiveSimulation(Scene scene, std::size_t keyframe_budget) : shared_(std::make_unique<Shared>()) {
    // Built in the caller's thread, so that a scene that cannot be simulated throws there.
    auto engine = std::make_unique<LiveEngine>(*shared_, std::move(scene), keyframe_budget);
    thread_ = std::thread([engine = std::move(engine)] { engine->run(); });
}

LiveSimulation::~LiveSimulation() {
    {
        const std::lock_guard lock(shared_->inbox_mutex);
        shared_->stop = true;
    }
    shared_->inbox_filled.notify_one();
    thread_.join();
}

std::uint64_t LiveSimulation::send(Command command) {
    // Commands come from one thread, so that their numbers follow the order of the inbox.
    shared_->post(std::move(command));
    return ++shared_->sent;
}

std::uint64_t LiveSimulation::sent() const {
    return shared_->sent;
}

const Frame& LiveSimulation::latest() {
    return shared_->frames.latest();
}

void LiveSimulation::update(History& history) const {
    shared_->log.copy_to(history.version, history.rows);
}

void LiveSimulation::on_publish(std::function<void()> wake) {
    const std::lock_guard lock(shared_->wake_mutex);
    shared_->wake = std::move(wake);
}

std::vector<LiveSimulation::Refusal> LiveSimulation::take_refusals() {
    const std::lock_guard lock(shared_->refusal_mutex);
    return std::exchange(shared_->refusals, {});
}

Cloud LiveSimulation::snapshot() const {
    Shared::SnapshotRequest request;
    std::future<Cloud> reply = request.reply.get_future();
    shared_->post(std::move(request));
    while (reply.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
        if (lend_again_ && loan().wanted) lend_again_();
    return reply.get();
}

LiveSimulation::Loan LiveSimulation::loan() const {
    const std::lock_guard lock(shared_->inbox_mutex);
    return shared_->lending.loan;
}

void LiveSimulation::lend(const DeviceLoan& loan, std::size_t tokens) {
    {
        const std::lock_guard lock(shared_->inbox_mutex);
        shared_->lending = {{Loan::State::lent, false, 0, {}}, loan, tokens, {}};
    }
    shared_->inbox_filled.notify_one();
}

void LiveSimulation::withdraw(std::optional<std::vector<float>> positions, std::string why) {
    {
        const std::lock_guard lock(shared_->inbox_mutex);
        Shared::Lending& lending = shared_->lending;
        const bool parked = lending.loan.state == Loan::State::parked;
        lending = {};
        if (parked) lending.withdrawal = {std::move(positions), std::move(why)};
    }
    shared_->inbox_filled.notify_one();
}

void LiveSimulation::on_wanted(std::function<void()> lend_again) {
    lend_again_ = std::move(lend_again);
}

}  // namespace coalesce
