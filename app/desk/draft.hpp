#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "desk/background.hpp"
#include "model/scene.hpp"
#include "view/law_image.hpp"

namespace coalesce {

/// The tokens panel edits this until it is applied; it also holds the picture of its law. Work on every component of a
/// law is done when the draft changes and not once a frame; pictures are computed off the window's thread.
class TokenDraft {
  public:
    const TokenSpec& tokens() const { return tokens_; }
    /// Begins anew with what the document has.
    void reset(const TokenSpec& tokens, int dimension);
    /// Edits in place, and says so.
    template <class Edit>
    void edit(const Edit& edit) {
        edit(tokens_);
        changed();
    }
    bool differs() const { return differs_; }

    /// The newest picture of the law; nullptr where it has no density or none is computed yet. Asks for one where the
    /// draft has changed since.
    /// @param wake  redraws the window; called from another thread
    std::shared_ptr<const LawImage> picture(const std::function<void()>& wake);
    /// Whether the picture is that of the draft, in full.
    bool pictured() const { return !asked_ || !painter_ || !painter_->busy(); }

  private:
    struct Subject {
        InitialLaw law;
        int dimension = 3;
    };
    void changed();

    TokenSpec tokens_, document_;
    int dimension_ = 3;
    bool differs_ = false, density_ = false, asked_ = false;
    std::unique_ptr<Background<Subject, LawImage>> painter_;
};

}  // namespace coalesce
