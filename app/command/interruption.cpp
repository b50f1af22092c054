#include "command/interruption.hpp"

namespace coalesce::command {

namespace {

std::atomic<bool> asked_flag{false};
std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);  // required for writes in a signal handler

}  // namespace

Interruption::Former Interruption::formers_[3] = {{SIGINT, {}}, {SIGTERM, {}}, {SIGHUP, {}}};

void ask_to_stop(int signal) {
    first_signal = signal;
    asked_flag = true;
    for (const Interruption::Former& former : Interruption::formers_)
        if (former.action.sa_handler != SIG_IGN) sigaction(former.signal, &former.action, nullptr);
}

namespace {

extern "C" void interruption_handler(int signal) {
    ask_to_stop(signal);
}

}  // namespace

Interruption::Interruption() {
    first_signal = 0;
    asked_flag = false;
    struct sigaction ours {};
    ours.sa_handler = interruption_handler;
    sigemptyset(&ours.sa_mask);
    ours.sa_flags = SA_RESTART;
    for (Former& former : formers_) {
        sigaction(former.signal, nullptr, &former.action);
        if (former.action.sa_handler != SIG_IGN) sigaction(former.signal, &ours, nullptr);
    }
}

Interruption::~Interruption() {
    for (const Former& former : formers_)
        if (former.action.sa_handler != SIG_IGN) sigaction(former.signal, &former.action, nullptr);
}

const std::atomic<bool>& Interruption::flag() {
    return asked_flag;
}

int Interruption::signal() {
    return first_signal;
}

std::string Interruption::name() {
    switch (first_signal) {
        case SIGINT:
            return "SIGINT";
        case SIGTERM:
            return "SIGTERM";
        case SIGHUP:
            return "SIGHUP";
        default:
            return "";
    }
}

}  // namespace coalesce::command
