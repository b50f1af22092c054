#pragma once

#include <optional>
#include <string>

namespace coalesce {

/// An action that leaves the present document.
struct Intent {
    enum class Kind { quit, open } kind = Kind::quit;
    std::string scene{};   ///< to open: a shipped name or a file
    std::string origin{};  ///< by which the user knows it, if not by that: of a file that goes away
    bool operator==(const Intent&) const = default;
};

/// The work that leaving would lose or cut short.
struct AtStake {
    bool edits = false;      ///< unsaved edits, or an unapplied draft of the tokens panel
    bool recording = false;  ///< a running recording; only quitting ends it
};

/// Asks before work is lost. First about a recording: finish it, stop it, or cancel the intent; once it has ended, the
/// intent is requested again. Then about unsaved edits: save, discard, or cancel. If saving needs a file name, that is
/// asked for next.
class LeaveQuestion {
  public:
    enum class State { quiet, recording, asking, naming };
    State state() const { return state_; }
    /// True if a question is on the screen, which has to be answered first.
    bool asks() const { return state_ == State::recording || state_ == State::asking; }
    const Intent& intent() const { return intent_; }

    /// @return  true if the intent may be carried out at once; else a question is asked
    bool request(const Intent& intent, const AtStake& at_stake);
    /// Answers discard, cancel, saved: each returns the intent to carry out now, if any.
    std::optional<Intent> discard();
    void cancel();
    /// Answers save for a document without a file: waits for a file name.
    void name_file();
    std::optional<Intent> saved();
    /// Cancels the intent, since saving failed or its dialogue was closed.
    void not_saved() { cancel(); }

    /// Makes quitting wait for the end of the recording.
    void await_recording();
    bool awaits_recording() const { return awaits_recording_; }
    /// Handles the end of the recording.
    /// @param failed  the recording failed: the program stays open, so that its message is read
    /// @return        the intent to request again, if any; none while another question is open
    std::optional<Intent> recording_ended(bool failed);

  private:
    std::optional<Intent> finish();

    State state_ = State::quiet;
    Intent intent_;
    bool awaits_recording_ = false;
};

}  // namespace coalesce
