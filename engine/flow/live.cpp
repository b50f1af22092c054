#include "coalesce/flow/live.hpp"

#include <chrono>
#include <utility>

#include "flow/live_engine.hpp"

namespace coalesce {

void LiveSimulation::Shared::post(Message message) {
    {
        const std::lock_guard lock(bell.mutex);
        inbox.push_back(std::move(message));
    }
    bell.rung.notify_one();
}

void LiveSimulation::Shared::wake_reader() {
    const std::lock_guard lock(wake_mutex);
    if (wake) wake();
}

LiveSimulation::LiveSimulation(Scene scene, std::size_t keyframe_budget) : shared_(std::make_unique<Shared>()) {
    // Built in the caller's thread, so that a scene that cannot be simulated throws there.
    start(std::make_unique<LiveEngine>(*shared_, std::move(scene), keyframe_budget));
}

void LiveSimulation::start(std::unique_ptr<LiveEngine> engine) {
    thread_ = std::thread([engine = std::move(engine)] { engine->run(); });
}

LiveSimulation::~LiveSimulation() {
    {
        const std::lock_guard lock(shared_->bell.mutex);
        shared_->bell.stop = true;
    }
    shared_->bell.rung.notify_one();
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

template <class Reply>
Reply LiveSimulation::answer(std::future<Reply> reply) const {
    while (reply.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
        if (lend_again_ && loan().wanted) lend_again_();
    return reply.get();
}

Cloud LiveSimulation::snapshot() const {
    Shared::SnapshotRequest request;
    std::future<Cloud> reply = request.reply.get_future();
    shared_->post(std::move(request));
    return answer(std::move(reply));
}

std::unique_ptr<LiveSimulation> LiveSimulation::fork() const {
    Shared::ForkRequest request;
    std::future<Shared::Branch> reply = request.reply.get_future();
    shared_->post(std::move(request));
    Shared::Branch branch = answer(std::move(reply));
    auto shared = std::make_unique<Shared>();
    auto engine = std::make_unique<LiveEngine>(*shared, std::move(branch));
    std::unique_ptr<LiveSimulation> other(new LiveSimulation);
    other->shared_ = std::move(shared);
    other->start(std::move(engine));
    return other;
}

Loan LiveSimulation::loan() const {
    return shared_->lending.loan();
}

void LiveSimulation::lend(const DeviceLoan& loan, std::size_t tokens) {
    shared_->lending.lend(loan, tokens);
}

void LiveSimulation::withdraw(std::optional<std::vector<float>> positions, std::string why) {
    shared_->lending.withdraw(std::move(positions), std::move(why));
}

void LiveSimulation::on_wanted(std::function<void()> lend_again) {
    lend_again_ = std::move(lend_again);
}

}  // namespace coalesce
