#include "desk/background.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

using namespace coalesce;

namespace {

/// Work that waits at a gate: the test decides when it goes on.
struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    int opened = 0, passed = 0, arrived = 0;

    void pass() {
        std::unique_lock lock(mutex);
        ++arrived;
        changed.notify_all();
        changed.wait(lock, [&] { return passed < opened; });
        ++passed;
    }
    void open() {
        const std::lock_guard lock(mutex);
        ++opened;
        changed.notify_all();
    }
    void await_arrival(int count) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return arrived >= count; });
    }
};

/// Counts calls of wake and waits for them.
struct Bell {
    std::mutex mutex;
    std::condition_variable changed;
    int rung = 0;

    void ring() {
        const std::lock_guard lock(mutex);
        ++rung;
        changed.notify_all();
    }
    template <class Predicate>
    void await(const Predicate& holds) {
        std::unique_lock lock(mutex);
        changed.wait(lock, holds);
    }
};

using Doubling = Background<int, int>;

}  // namespace

TEST_CASE("a result comes after each question, and wakes the window") {
    Bell bell;
    Doubling doubling([](const int& x, const Doubling::Publish& publish, const auto&) { publish(2 * x); },
                      [&] { bell.ring(); });
    CHECK(doubling.latest() == nullptr);
    doubling.ask(21);
    bell.await([&] { return doubling.latest() && !doubling.busy(); });
    CHECK(*doubling.latest() == 42);
    CHECK(doubling.complaint().empty());
    bell.await([&] { return bell.rung >= 1; });
}

TEST_CASE("of questions that wait the newest is answered; the running work is told to stop") {
    Gate gate;
    Bell bell;
    std::vector<int> begun;
    std::atomic<bool> told = false;
    Doubling doubling(
        [&](const int& x, const Doubling::Publish& publish, const Doubling::GoOn& go_on) {
            begun.push_back(x);
            gate.pass();
            if (!go_on()) told = true;
            publish(2 * x);
        },
        [&] { bell.ring(); });
    doubling.ask(1);
    gate.await_arrival(1);
    CHECK(doubling.busy());
    doubling.ask(2);
    doubling.ask(3);
    gate.open();
    gate.await_arrival(2);
    CHECK(told);
    CHECK(*doubling.latest() == 2);  // what was computed is shown
    gate.open();
    bell.await([&] { return !doubling.busy(); });
    CHECK(*doubling.latest() == 6);
    CHECK(begun == std::vector<int>{1, 3});
}

TEST_CASE("the message of an exception is the complaint, and goes with the next result") {
    Bell bell;
    Doubling doubling(
        [](const int& x, const Doubling::Publish& publish, const auto&) {
            if (x < 0) throw std::runtime_error("found a negative number");
            publish(2 * x);
        },
        [&] { bell.ring(); });
    doubling.ask(4);
    bell.await([&] { return !doubling.busy() && doubling.latest(); });
    doubling.ask(-1);
    bell.await([&] { return !doubling.complaint().empty() && !doubling.busy(); });
    CHECK(doubling.complaint() == "found a negative number");
    CHECK(*doubling.latest() == 8);  // the last result stays on the screen
    doubling.ask(5);
    bell.await([&] { return !doubling.busy() && *doubling.latest() == 10; });
    CHECK(doubling.complaint().empty());
}

TEST_CASE("work that polls ends when its window is closed") {
    Gate gate;
    bool ended = false;
    {
        Doubling doubling(
            [&](const int&, const auto&, const Doubling::GoOn& go_on) {
                gate.pass();
                while (go_on()) std::this_thread::yield();
                ended = true;
            },
            {});
        doubling.ask(1);
        gate.open();
        gate.await_arrival(1);
    }
    CHECK(ended);
}
