#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "coalesce/document/document_diff.hpp"

namespace coalesce {

/// Returns `document` with the camera, turntable and theme of `view`.
SceneDocument seen_as(SceneDocument document, const ViewState& view);

/// Memory that a document, or a change of it, takes with its lists of points and events; by which histories are
/// limited.
std::size_t bytes_of(const SceneDocument& document);
std::size_t bytes_of(const DocumentDiff& diff);

/// Undo and redo of one document, across scenes. Keeps what changed, not the documents: undo and redo of an edit cost
/// as much as the edit. Edits of one key while one widget is held are one entry.
///
/// Every call takes the document and brings it to the entry that is then present. Camera, turntable and theme of the
/// document may be changed between calls, the rest may not.
class EditHistory {
  public:
    /// A step of the history: how the document came from the entry before to this one.
    struct Entry {
        std::string name;    ///< edit that led here: "model.beta", "open kuramoto"; empty for the first entry
        bool reset = false;  ///< the run was reset here; the document equals the previous entry's
        DocumentDiff diff;   ///< change by the edit; empty if a scene was opened or the run reset
    };

    /// Replaces the document by a scene as its origin (a shipped name or a file) holds it; undo leads back to the
    /// previous scene.
    void open(SceneDocument& document, SceneDocument opened, const std::string& origin);
    /// Applies a change and records it. The same `key` again within one gesture extends the last entry.
    void edit(SceneDocument& document, const DocumentDiff& diff, const std::string& key);
    /// Ends the gesture: the next edit() adds an entry.
    void end_gesture() { gesture_.clear(); }
    /// Records a reset of the run and removes earlier ones: only the run before the last reset is kept.
    void record_reset();
    /// Removes resets: the run before the last one is no longer kept.
    void forget_resets();
    /// Applies `back`, the inverse of the last changes, which were refused: takes back the edit, undo or redo that led
    /// to the present entry.
    void take_back(SceneDocument& document, const DocumentDiff& back);

    bool can_undo() const { return position_ > 0; }
    bool can_redo() const { return position_ + 1 < entries_.size(); }
    const Entry& present() const { return entries_[position_].entry; }
    /// The entry that redo leads to. Requires can_redo().
    const Entry& after() const { return entries_[position_ + 1].entry; }
    void undo(SceneDocument& document);
    void redo(SceneDocument& document);
    /// Name of the edit that undo would take back ("model.beta"), for the menu.
    const std::string& undo_name() const { return present().name; }
    const std::string& redo_name() const { return after().name; }
    /// True if undo, or redo, leads into another scene.
    bool undo_opens() const { return entries_[position_].scene != entries_[position_ - 1].scene; }
    bool redo_opens() const { return entries_[position_].scene != entries_[position_ + 1].scene; }
    /// The document, but for its camera, that undo or redo leads to. Requires undo_opens(), or redo_opens().
    const SceneDocument& document_before() const { return *entries_[position_].other; }
    const SceneDocument& document_after() const { return *entries_[position_ + 1].other; }

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
        /// An opening: the document of the previous scene while a later entry is present, else the opened one.
        std::unique_ptr<SceneDocument> other{};
        ViewState seen{};  ///< camera when the entry was recorded, which undo and redo across an opening return to
        std::size_t bytes() const;
    };
    void push(Held held);
    void limit();
    void cross(Held& opening, SceneDocument& document, const ViewState& seen);

    /// An edit takes a few hundred bytes; one of a law with a list of points takes up to 128 MiB.
    static constexpr std::size_t most_entries = 200, most_bytes = std::size_t{256} << 20;
    std::vector<Held> entries_;
    std::size_t position_ = 0;
    std::string gesture_;
};

}  // namespace coalesce
