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

/// Asks before unsaved edits are put away: save, discard, or cancel. Where saving needs a name, that is asked for next.
class LeaveQuestion {
  public:
    enum class State { quiet, asking, naming };
    State state() const { return state_; }
    const Intent& intent() const { return intent_; }

    /// @return  whether the intent may be carried out at once; else it is asked about
    bool request(const Intent& intent, bool modified);
    /// The answers. Each returns what is to be carried out now, if anything.
    std::optional<Intent> discard();
    void cancel();
    /// Saving waits for a file name.
    void name_file();
    std::optional<Intent> saved();
    /// Saving failed or its dialogue was closed: the document stays.
    void not_saved() { cancel(); }

  private:
    std::optional<Intent> finish();

    State state_ = State::quiet;
    Intent intent_;
};

}  // namespace coalesce
