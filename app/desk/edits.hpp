#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"

namespace coalesce {

/// True if two documents differ at most in camera, turntable and theme, which are no edits.
bool same_edits(const SceneDocument& a, const SceneDocument& b);
/// Returns `document` with the camera, turntable and theme of `view`.
SceneDocument seen_as(SceneDocument document, const ViewState& view);

/// Undo and redo of whole documents, across scenes. Edits of one key while one widget is held are one entry.
class EditHistory {
  public:
    /// A state of the history.
    struct Entry {
        SceneDocument document;
        std::string name;    ///< edit that led here: "model.beta", "open kuramoto"; empty for the first entry
        bool reset = false;  ///< the run was reset here; the document equals the previous entry's
    };

    /// Adds a scene as its origin (a shipped name or a file) holds it; undo leads back to the previous scene.
    void open(const SceneDocument& document, const std::string& origin);
    /// Records `after`. The same `key` again within one gesture replaces the last entry.
    void record(const SceneDocument& after, const std::string& key);
    /// Ends the gesture: the next record() adds an entry.
    void end_gesture() { gesture_.clear(); }
    /// Records a reset of the run and removes earlier ones: only the run before the last reset is kept.
    void record_reset();
    /// Removes resets: the run before the last one is no longer kept.
    void forget_resets();
    /// Takes back the edit, undo or redo that led to the present entry, which was refused; `standing` is the document.
    void take_back(const SceneDocument& standing);

    bool can_undo() const { return position_ > 0; }
    bool can_redo() const { return position_ + 1 < entries_.size(); }
    const Entry& present() const { return entries_[position_].entry; }
    /// The entry that undo, or redo, leads to. Requires can_undo(), or can_redo().
    const Entry& before() const { return entries_[position_ - 1].entry; }
    const Entry& after() const { return entries_[position_ + 1].entry; }
    void undo();
    void redo();
    /// Name of the edit that undo would take back ("model.beta"), for the menu.
    const std::string& undo_name() const { return present().name; }
    const std::string& redo_name() const { return after().name; }
    /// True if undo, or redo, leads into another scene.
    bool undo_opens() const { return entries_[position_].scene != entries_[position_ - 1].scene; }
    bool redo_opens() const { return entries_[position_].scene != entries_[position_ + 1].scene; }

    /// Shipped name or file of the present scene.
    const std::string& origin() const { return entries_[position_].scene->origin; }
    /// Origin of the entry that undo, or redo, leads to.
    const std::string& origin_before() const { return entries_[position_ - 1].scene->origin; }
    const std::string& origin_after() const { return entries_[position_ + 1].scene->origin; }
    /// True if `document` differs from the saved one of its origin in more than camera and theme.
    bool modified(const SceneDocument& document) const;
    /// Records that `document` was written to the file `origin`, now the origin of the present scene.
    void saved(const SceneDocument& document, const std::string& origin);

    std::size_t size() const { return entries_.size(); }

  private:
    /// The scene shared by the entries between two openings.
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

    /// A document takes a few kilobytes; one with a list of points takes up to 64 MiB.
    static constexpr std::size_t most_entries = 200, most_bytes = std::size_t{256} << 20;
    std::vector<Held> entries_;
    std::size_t position_ = 0;
    std::string gesture_;
};

}  // namespace coalesce
