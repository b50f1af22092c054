#pragma once

#include <atomic>
#include <csignal>
#include <exception>
#include <string>
#include <utility>

namespace coalesce::command {

/// While one lives, the first SIGINT, SIGTERM or SIGHUP asks the command to come to an end of its own. A second one
/// acts as it did before. Signals that the program was started to ignore, as nohup does, stay ignored. One at a time.
class Interruption {
  public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    bool asked() const { return flag(); }
    /// Rises with the first signal; written by its handler.
    static const std::atomic<bool>& flag();
    /// The signal that came; 0: none.
    static int signal();
    /// "SIGINT" and the like.
    static std::string name();

  private:
    struct Former {
        int signal;
        struct sigaction action;
    };
    static Former formers_[3];
    friend void ask_to_stop(int);
};

/// A command ended because a signal asked for it; the program's exit code is 128 + signal.
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
