#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "coalesce/model/scene.hpp"
#include "desk/background.hpp"
#include "view/law_image.hpp"

namespace coalesce {

/// The tokens panel's edits until they are applied, with the picture of the law. Work over all components of a law is
/// done when the draft changes, not per frame; pictures are computed on a thread of their own.
class TokenDraft {
  public:
    const TokenSpec& tokens() const { return tokens_; }
    /// Starts anew from the document's tokens.
    void reset(const TokenSpec& tokens, int dimension);
    /// Edits in place and marks the picture stale.
    template <class Edit>
    void edit(const Edit& edit) {
        edit(tokens_);
        changed();
    }
    bool differs() const { return differs_; }

    /// Returns the newest picture of the law; nullptr if the law has no density or no picture is computed yet. Requests
    /// one if the draft has changed since.
    /// @param wake  redraws the window; called from another thread
    std::shared_ptr<const LawImage> picture(const std::function<void()>& wake);
    /// True if the picture shows the present draft at full resolution.
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
