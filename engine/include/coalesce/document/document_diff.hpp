#pragma once

#include <string_view>
#include <vector>

#include "coalesce/document/scene_parameters.hpp"

namespace coalesce {

/// A change of a document: keys of the parameter table with their values before and after, in the table's order.
///
/// Giving "dimension" a value also converts matrices and law (set_dimension), so that a diff of "dimension" has their
/// keys too.
class DocumentDiff {
  public:
    /// Change of one parameter.
    struct Change {
        const Parameter* parameter;
        ParameterValue before, after;
        bool operator==(const Change&) const = default;
    };

    DocumentDiff() = default;
    /// The change that gives one key of `document` a value.
    DocumentDiff(const SceneDocument& document, std::string_view key, ParameterValue value) {
        set(document, key, std::move(value));
    }
    /// Adds that one key of `document` gets a value, which check() may refuse.
    /// @param document  the document before the whole change
    /// @param key       a key of the parameter table
    void set(const SceneDocument& document, std::string_view key, ParameterValue value);
    /// Adds a change of one key, as changes() lists it.
    void append(const Change& change) { change_of(*change.parameter, change.before).after = change.after; }
    /// Appends a change of the document that this one leads to.
    void then(const DocumentDiff& next);
    /// The change that leads back.
    DocumentDiff inverse() const;

    /// True if it leaves the document as it is.
    bool empty() const { return changes_.empty(); }
    const std::vector<Change>& changes() const { return changes_; }
    bool changes(std::string_view key) const;
    /// new_cloud if a key of it needs one, else live if a key moves tokens, else view.
    Effect effect() const;
    bool operator==(const DocumentDiff&) const = default;

  private:
    Change& change_of(const Parameter& parameter, const ParameterValue& before);
    void drop_unchanged();

    std::vector<Change> changes_;
};

/// Checks that `document`, which is valid, stays valid. Costs as much as the change, not as the document.
/// @throws InputError with the message of validate() for the changed document
void check(const DocumentDiff& diff, const SceneDocument& document, std::string_view origin);
/// Changes the document. Costs as much as the change.
/// @param document  has the values before the change
void apply(const DocumentDiff& diff, SceneDocument& document);

}  // namespace coalesce
