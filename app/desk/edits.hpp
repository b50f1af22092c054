#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "model/scene.hpp"

namespace coalesce {

/// Whether two documents differ in nothing but where they are looked at from: camera, turntable and theme.
bool same_edits(const SceneDocument& a, const SceneDocument& b);
/// `document` with camera and theme of `view`.
SceneDocument seen_as(SceneDocument document, const ViewState& view);

/// Undo and redo of whole documents, across scenes. Edits of one key while one widget is held are one entry.
class EditHistory {
  public:
    /// A state of the history.
    struct Entry {
        SceneDocument document;
        std::string name;    ///< of the edit that led here: "model.beta", "open kuramoto"; empty for the first
        bool reset = false;  ///< the run was reset here; the document is that of the entry before
    };

    /// Begins a scene as its origin (a shipped name or a file) holds it; undo leads back to the one before.
    void open(const SceneDocument& document, const std::string& origin);
    /// Records `after`. The same `key` again within one gesture replaces the last entry.
    void record(const SceneDocument& after, const std::string& key);
    /// Ends the gesture: the next record() starts an entry of its own.
    void end_gesture() { gesture_.clear(); }
    /// Records a reset of the run, and forgets earlier ones: only the last run before a reset is kept.
    void record_reset();
    /// The run before the last reset is gone.
    void forget_resets();
    /// The edit, undo or redo that led to the present entry was refused: `standing` is the document.
    void take_back(const SceneDocument& standing);

    bool can_undo() const { return position_ > 0; }
    bool can_redo() const { return position_ + 1 < entries_.size(); }
    const Entry& present() const { return entries_[position_].entry; }
    /// The document that undo, or redo, leads to; there must be such an entry.
    const Entry& before() const { return entries_[position_ - 1].entry; }
    const Entry& after() const { return entries_[position_ + 1].entry; }
    void undo();
    void redo();
    /// What undo would take back ("model.beta"), for the menu.
    const std::string& undo_name() const { return present().name; }
    const std::string& redo_name() const { return after().name; }
    /// Whether undo, or redo, leads into another scene.
    bool undo_opens() const { return entries_[position_].scene != entries_[position_ - 1].scene; }
    bool redo_opens() const { return entries_[position_].scene != entries_[position_ + 1].scene; }

    /// Shipped name or file of the present scene.
    const std::string& origin() const { return entries_[position_].scene->origin; }
    /// That of the entry where undo, or redo, leads.
    const std::string& origin_before() const { return entries_[position_ - 1].scene->origin; }
    const std::string& origin_after() const { return entries_[position_ + 1].scene->origin; }
    /// Whether `document` differs from what its origin holds, camera and theme aside.
    bool modified(const SceneDocument& document) const;
    /// `document` was written to the file `origin`, which is the present scene's from now on.
    void saved(const SceneDocument& document, const std::string& origin);

    std::size_t size() const { return entries_.size(); }

  private:
    /// Between two openings.
    struct SceneOfEntries {
        std::string origin;
        SceneDocument saved;
    };
    struct Held {
        Entry entry;
        std::shared_ptr<SceneOfEntries> scene;
        std::size_t bytes;
    };
    void push(Entry entry, std::shared_ptr<SceneOfEntries> scene);
    void limit();

    /// A document takes a few kilobytes, and one with a list of points up to 64 MiB.
    static constexpr std::size_t most_entries = 200, most_bytes = std::size_t{256} << 20;
    std::vector<Held> entries_;
    std::size_t position_ = 0;
    std::string gesture_;
};

}  // namespace coalesce
