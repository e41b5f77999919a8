//! A headless Chromium, driven over a pipe by the DevTools protocol.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Time limit for any answer of the browser and any change of a page.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Names of the program.
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser process that is killed at the end of the test.
pub struct Chromium {
    process: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    /// Folder of its profile.
    _profile: tempfile::TempDir,
    session: String,
    number: u64,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The path of Chromium. `None`, with a message, where there is none and none is required.
pub fn program() -> Option<&'static str> {
    let runs = |program: &&&str| {
        let version = Command::new(program).arg("--version").stdout(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
    };
    let found = PROGRAMS.iter().find(runs).copied();
    if found.is_none() {
        assert!(
            std::env::var_os("MORGUE_REQUIRE_BROWSER").is_none(),
            "MORGUE_REQUIRE_BROWSER is set, and there is no Chromium"
        );
        println!("skipped: no Chromium");
    }
    found
}

impl Chromium {
    /// Starts a browser with one empty page.
    pub fn start(program: &str) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        // The browser reads commands from file 3 and writes answers to file 4.
        let line = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1";
        let mut process = Command::new("sh")
            .args(["-c", line, program, "--headless=new", "--no-sandbox", "--disable-gpu"])
            .args(["--no-first-run", "--hide-scrollbars", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the shell runs");
        let input = process.stdin.take().expect("a pipe");
        let output = process.stdout.take().expect("a pipe");
        let messages = read_messages(output);
        let session = String::new();
        let mut browser = Self { process, input, messages, _profile: profile, session, number: 0 };
        let page = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": page["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", target);
        browser.session = attached["sessionId"].as_str().expect("a session").to_owned();
        browser.call("Page.enable", json!({}));
        browser.resize(1280, 900);
        browser
    }

    /// Calls a method of the protocol and returns its result.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.try_call(method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Calls a method of the protocol, which may refuse.
    fn try_call(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.input.write_all(format!("{message}\0").as_bytes()).expect("sends");
        self.input.flush().expect("sends");
        loop {
            let answer = self.messages.recv_timeout(TIMEOUT).unwrap_or_else(|error| {
                panic!("no answer to {method}: {error}");
            });
            if answer["id"] == json!(self.number) {
                return match &answer["error"] {
                    Value::Null => Ok(answer["result"].clone()),
                    error => Err(error.clone()),
                };
            }
        }
    }

    /// Sets the size of the window.
    pub fn resize(&mut self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Chooses the light or the dark theme.
    pub fn set_theme(&mut self, theme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Lets pages read and write the clipboard.
    pub fn allow_clipboard(&mut self) {
        let permissions = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
        self.call("Browser.grantPermissions", json!({ "permissions": permissions }));
    }

    /// Switches the scripts of pages on or off, from the next page on.
    pub fn set_scripts(&mut self, on: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !on }));
    }

    /// Opens an address and waits until it has loaded.
    pub fn open(&mut self, url: &str) {
        let opened = self.call("Page.navigate", json!({ "url": url }));
        assert!(opened["errorText"].is_null(), "{url}: {opened}");
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// Evaluates an expression in the page.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let question =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", question);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// The text that an expression has.
    pub fn text(&mut self, expression: &str) -> String {
        let value = self.evaluate(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression} is {value}")).to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait(&mut self, expression: &str) {
        let started = Instant::now();
        loop {
            // While a page is left, its expressions fail.
            let question = json!({ "expression": expression, "returnByValue": true });
            let answer = self.try_call("Runtime.evaluate", question).unwrap_or_else(|error| error);
            if answer["result"]["value"] == json!(true) {
                return;
            }
            assert!(started.elapsed() < TIMEOUT, "not true: {expression}: {answer}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Clicks on the middle of an element with the mouse.
    pub fn click(&mut self, selector: &str) {
        let place = self.evaluate(&format!(
            "(() => {{ const element = document.querySelector({}); element.scrollIntoView({{ block: 'center', \
             behavior: 'instant' }}); const box = element.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            json!(selector)
        ));
        let event = |kind: &str| json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            self.call("Input.dispatchMouseEvent", event(kind));
        }
    }

    /// Clicks on an element and waits for the page that follows.
    pub fn follow(&mut self, selector: &str) {
        self.evaluate("document.documentElement.dataset.old = '1'");
        self.click(selector);
        self.wait_for_next_page();
    }

    /// Waits until the page that was marked as old is gone.
    pub fn wait_for_next_page(&mut self) {
        self.wait("document.readyState === 'complete' && !document.documentElement.dataset.old");
    }

    /// Marks the page as old.
    pub fn mark_page(&mut self) {
        self.evaluate("document.documentElement.dataset.old = '1'");
    }

    /// Presses a key: a character, or a name such as `Enter`.
    pub fn press(&mut self, key: &str) {
        let mut down = json!({ "type": "keyDown", "key": key });
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => 0,
        };
        if key == "Enter" {
            down["text"] = json!("\r");
        } else if key.chars().count() == 1 {
            down["text"] = json!(key);
        }
        down["windowsVirtualKeyCode"] = json!(code);
        self.call("Input.dispatchKeyEvent", down);
        let up = json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", up);
    }

    /// Types a text.
    pub fn type_text(&mut self, text: &str) {
        text.chars().for_each(|c| self.press(&c.to_string()));
    }

    /// Takes a picture of the window, in PNG.
    pub fn screenshot(&mut self) -> Vec<u8> {
        let picture = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        from_base64(picture["data"].as_str().expect("a picture"))
    }
}

/// Decodes base64.
fn from_base64(text: &str) -> Vec<u8> {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for digit in text.chars().map_while(|c| alphabet.find(c)) {
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// Reads the messages of the browser, each ended by a zero byte.
fn read_messages(output: impl Read + Send + 'static) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut message = Vec::new();
        while output.read_until(0, &mut message).is_ok_and(|bytes| bytes > 0) {
            message.pop();
            if sender.send(serde_json::from_slice(&message).expect("JSON")).is_err() {
                return;
            }
            message.clear();
        }
    });
    receiver
}
