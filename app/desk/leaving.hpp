#pragma once

#include <optional>
#include <string>

namespace coalesce {

/// Something that puts the document away.
struct Intent {
    enum class Kind { quit, open } kind = Kind::quit;
    std::string scene;  ///< to open: a shipped name or a file
    bool operator==(const Intent&) const = default;
};

/// The work that leaving would lose or cut short.
struct AtStake {
    bool edits = false;      ///< that are not saved, or only drafted
    bool recording = false;  ///< that runs; opening a scene leaves it alone
};

/// Asks before something is lost. A recording comes first: it is finished, stopped, or the intent given up; finished or
/// stopped, the intent is requested anew. Then unsaved edits: save, discard, or cancel. Where saving needs a name, that
/// is asked for next.
class LeaveQuestion {
  public:
    enum class State { quiet, recording, asking, naming };
    State state() const { return state_; }
    /// Whether a question is on the screen that has to be answered first.
    bool asks() const { return state_ == State::recording || state_ == State::asking; }
    const Intent& intent() const { return intent_; }

    /// @return  whether the intent may be carried out at once; else it is asked about
    bool request(const Intent& intent, const AtStake& at_stake);
    /// The answers. Each returns what is to be carried out now, if anything.
    std::optional<Intent> discard();
    void cancel();
    /// Saving waits for a file name.
    void name_file();
    std::optional<Intent> saved();
    /// Saving failed or its dialogue was closed: the document stays.
    void not_saved() { cancel(); }

    /// Quitting waits until the recording has ended.
    void await_recording();
    bool awaits_recording() const { return awaits_recording_; }
    /// @param failed  the message that says why is to be read: nothing is left
    /// @return        what is to be requested anew, if anything; another question that is open comes before it
    std::optional<Intent> recording_ended(bool failed);

  private:
    std::optional<Intent> finish();

    State state_ = State::quiet;
    Intent intent_;
    bool awaits_recording_ = false;
};

}  // namespace coalesce
