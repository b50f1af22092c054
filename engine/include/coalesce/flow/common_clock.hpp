#pragma once

#include <array>
#include <atomic>
#include <cstddef>

namespace coalesce {

/// Clock that runs side by side have in common: their time, or how far they are in their phases.
enum class TwinClock { time, phase };

/// A clock that up to four LiveSimulations share (live::KeepTime): a run that is ahead of another waits, so that the
/// slowest sets the pace.
///
/// Each run tells its time from its own thread; nothing is locked. Between two looks at the others a run takes one
/// step, or goes as far as its pace grants for a sixtieth of a second: with fixed steps of dt and a lead of dt, the
/// times of two runs differ by at most twice the longer dt.
///
/// On the clock of phases a run that enters its next phase waits for the others to enter theirs, and the times since
/// then are held together in the same way.
class CommonClock {
  public:
    /// Largest number of runs that share a clock.
    static constexpr std::size_t most = 4;

    explicit CommonClock(TwinClock by = TwinClock::time) : by_(by) {}
    /// Clock that the runs have in common.
    TwinClock by() const { return by_; }

    /// Tells where a run is. Before it has told, the others do not wait for it.
    /// @param time        by the clock of phases: since the present phase began
    /// @param phase       number of its present phase; by the clock of time 0
    /// @param waited_for  false for a run that goes no further: at its end, or after a failure
    void tell(std::size_t run, double time, int phase = 0, bool waited_for = true);
    /// True if a run may go on from the time that it told: no other that is waited for is behind it by more than
    /// `lead`.
    bool may_go_on(std::size_t run, double lead) const;

  private:
    struct Hand {
        std::atomic<double> time = 0;
        std::atomic<int> phase = 0;
        std::atomic<bool> waited_for = false;
    };
    TwinClock by_;
    std::array<Hand, most> hands_;
};

}  // namespace coalesce
