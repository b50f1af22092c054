#pragma once

#include <Python.h>
#include <nanobind/nanobind.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "coalesce/model/stop.hpp"

namespace coalesce::python {

/// Calls `work(StopToken)` on a thread of its own, without the GIL. Ctrl-C stops it: Python runs signal handlers on the
/// main thread alone, which looks for them 20 times a second. A thread costs some 50 µs.
/// @throws what `work` throws; nanobind::python_error  what a signal handler raised
template <class Work>
void interruptible(const Work& work) {
    namespace nb = nanobind;
    std::atomic<bool> stop = false;
    std::exception_ptr failure;
    std::mutex mutex;
    std::condition_variable ended;
    bool over = false, raised = false;
    std::thread worker([&] {
        try {
            work(StopToken(stop));
        } catch (...) {
            failure = std::current_exception();
        }
        const std::lock_guard lock(mutex);
        over = true;
        ended.notify_one();
    });
    {
        const nb::gil_scoped_release released;
        std::unique_lock lock(mutex);
        while (!ended.wait_for(lock, std::chrono::milliseconds(50), [&] { return over; })) {
            lock.unlock();
            if (!raised) {
                const nb::gil_scoped_acquire acquired;
                raised = PyErr_CheckSignals() != 0;
                if (raised) stop = true;
            }
            lock.lock();
        }
        lock.unlock();
        worker.join();
    }
    if (raised) throw nb::python_error();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace coalesce::python
