#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/flow/device.hpp"
#include "coalesce/flow/loan.hpp"

namespace coalesce {

class Simulation;

/// Wakes the engine's thread: rung under the mutex by whatever it waits for.
struct Bell {
    std::mutex mutex;
    std::condition_variable rung;
    bool stop = false;  ///< the engine is to end
};

/// Hands a vertex buffer between the window's and the engine's threads; each waits for its turn:
///
///     none, parked, unused --lend--> lent --hand_over--> parked or unused
///     parked --refuse--> parked, with a failure
///     any but lent --withdraw--> none
///
/// The buffer is mapped into the device's memory while it is lent.
class Lending {
  public:
    explicit Lending(Bell& bell) : bell_(bell) {}

    // Called by the window's thread:
    Loan loan() const;
    void lend(const DeviceLoan& buffer, std::size_t tokens);
    /// @param positions  3N floats of a parked buffer; nullopt: they are lost, and `why` says how
    void withdraw(std::optional<std::vector<float>> positions, std::string why);

    // Called by the engine's thread:
    struct Withdrawal {
        std::optional<std::vector<float>> positions;
        std::string why;
    };
    struct Turn {
        bool stopped = false;  ///< the engine is to end
        bool lent = false;
        DeviceLoan buffer;
        std::optional<Withdrawal> withdrawal;  ///< of a parked buffer
    };
    /// True if a loan or a withdrawal is not yet handled. The caller holds the bell's mutex.
    /// @param holding  the engine has handled the last loan
    bool moved(bool holding) const { return withdrawal_ || (loan_.state == Loan::State::lent && !holding); }
    /// Waits until the window has given the buffer away, or the engine no longer needs it.
    /// @param ask  called if the window has to be asked for it
    Turn await_turn(const std::function<void()>& ask);
    /// Returns the lent buffer if it fits that many tokens.
    std::optional<DeviceLoan> buffer_for(std::size_t tokens) const;
    /// Tells the window that the engine cannot use the parked buffer and wants its contents.
    void refuse(std::uint64_t sequence, const std::string& why);
    /// Hands a lent buffer to the window.
    /// @param parked    the tokens are in it
    /// @param sequence  of the frame that is published next
    void hand_over(bool parked, std::uint64_t sequence, std::string failure);

  private:
    Bell& bell_;
    // Guarded by the bell's mutex:
    Loan loan_;
    DeviceLoan buffer_;
    std::size_t tokens_ = 0;
    std::optional<Withdrawal> withdrawal_;  ///< not yet handled
};

/// The engine's end: moves the tokens of a run on a device into the lent buffer, and out of it.
class Borrower {
  public:
    explicit Borrower(Lending& lending) : lending_(lending) {}

    /// True if the engine owns the lent buffer.
    bool holding() const { return holding_; }
    enum class Held {
        yes,         ///< the tokens can be moved
        taken_back,  ///< they can; the buffer was withdrawn
        stopped      ///< the engine is to end
    };
    /// Makes the tokens accessible to steps; may wait for the window's turn to end.
    Held hold(Simulation& simulation, std::uint64_t sequence, const std::function<void()>& ask);
    /// Moves the tokens into a buffer that was lent for them.
    void attach(Simulation& simulation);
    /// Hands the buffer to the window; the device has come to rest (TokenStore::park).
    void part(Simulation& simulation, std::uint64_t sequence);

  private:
    static void take_back(Simulation& simulation, const Lending::Withdrawal& withdrawal);

    Lending& lending_;
    bool holding_ = false;
    std::string failure_;  ///< to be reported when the buffer is handed over
};

}  // namespace coalesce
