#pragma once

#include <atomic>
#include <csignal>
#include <exception>
#include <string>
#include <utility>

namespace coalesce::command {

/// During its lifetime, the first SIGINT, SIGTERM or SIGHUP sets a flag, by which the command ends in order. A second
/// signal has its former effect. Signals that were ignored when the program started, as by nohup, stay ignored. Only
/// one object may exist at a time.
class Interruption {
  public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    bool asked() const { return flag(); }
    /// The flag; the signal handler sets it.
    static const std::atomic<bool>& flag();
    /// The signal that was received; 0: none.
    static int signal();
    /// Name of that signal, such as "SIGINT".
    static std::string name();

  private:
    struct Former {
        int signal;
        struct sigaction action;
    };
    static Former formers_[3];
    friend void ask_to_stop(int);
};

/// Thrown when a command has ended because of a signal; the program's exit code is 128 + signal.
class Interrupted : public std::exception {
  public:
    Interrupted(int signal, std::string message) : signal_(signal), message_(std::move(message)) {}
    int exit_code() const { return 128 + signal_; }
    const char* what() const noexcept override { return message_.c_str(); }

  private:
    int signal_;
    std::string message_;
};

}  // namespace coalesce::command
