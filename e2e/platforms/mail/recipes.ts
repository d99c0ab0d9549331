/*
 * The settings of the two servers, each a whole file. They listen on loopback alone, run as one account without privileges, and
 * keep everything in one folder. Dovecot 2.3's and Exim 4.96's language.
 */

export interface MailPorts {
  imap: number;
  imaps: number;
  lmtp: number;
  smtp: number;
  smtps: number;
}

export interface Recipe {
  /** Mailboxes, spool, logs, accounts. */
  folder: string;
  /** Dovecot's sockets: a path in a folder may be too long for one. */
  runFolder: string;
  account: { name: string; uid: number; gid: number };
  ports: MailPorts;
  /** The domains whose mailboxes lie here; mail for any other domain comes back. */
  domains: string[];
  /** Null: spoken in the clear. */
  tls: { certificate: string; key: string } | null;
}

export const dovecotSettings = ({ folder, runFolder, account, ports, tls }: Recipe): string => `
base_dir = ${runFolder}
state_dir = ${runFolder}/state
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
${tls ? `ssl = yes\nssl_cert = <${tls.certificate}\nssl_key = <${tls.key}` : "ssl = no"}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = ${account.name}
default_internal_group = ${account.name}
default_login_user = ${account.name}
first_valid_uid = ${account.uid}
first_valid_gid = ${account.gid}
mail_location = maildir:${folder}/mail/%u/Maildir
mail_max_userip_connections = 200
lmtp_hdr_delivery_address = original
recipient_delimiter = +
service anvil {
  chroot =
  # Who gave a wrong password is not made to wait: everybody here has the same address.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${tls ? ports.imaps : 0}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/accounts
}
userdb {
  driver = static
  args = uid=${account.uid} gid=${account.gid} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
}
`;

/*
 * Exim takes mail of signed-in senders for everywhere, and of anybody for its own domains. Whom it cannot place it tells by a
 * report to the sender. Some names behave by themselves: refused@ is unknown at once, full@ has no room, later@ is asked to wait.
 */
export const eximSettings = ({ folder, ports, domains, account, tls }: Recipe): string => `
primary_hostname = mx.${domains[0]}
spool_directory = ${folder}/spool
log_file_path = ${folder}/exim-%slog
pid_file_path = ${folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${ports.smtp}${tls ? ` : ${ports.smtps}\ntls_on_connect_ports = ${ports.smtps}` : ""}
${tls ? `tls_certificate = ${tls.certificate}\ntls_privatekey = ${tls.key}\ntls_advertise_hosts = *` : "tls_advertise_hosts ="}
exim_user = ${account.uid}
exim_group = ${account.gid}
admin_groups = ${account.gid}
host_lookup =
rfc1413_hosts =
smtp_accept_max = 200
smtp_accept_max_per_connection = 0
smtp_accept_queue_per_connection = 0
smtp_enforce_sync = false
message_size_limit = 35M
bounce_return_size_limit = 100K
keep_environment =
acl_smtp_rcpt = recipients
begin acl
recipients:
  deny local_parts = refused
    message = 5.1.1 There is no such mailbox here
  deny local_parts = full
    message = 5.2.2 The mailbox is full
  defer local_parts = later
    message = 4.7.1 Greylisted, try again in five minutes
  accept authenticated = *
  accept domains = ${domains.join(" : ")}
  deny message = 5.7.1 Relaying needs a password
begin routers
ours:
  driver = manualroute
  domains = ${domains.join(" : ")}
  transport = to_mailbox
  route_list = * 127.0.0.1
  self = send
nowhere:
  driver = redirect
  allow_fail
  data = :fail: 550 5.1.2 there is no such domain here
begin transports
to_mailbox:
  driver = smtp
  protocol = lmtp
  port = ${ports.lmtp}
  hosts_override
  allow_localhost
  return_path_add
  connection_max_messages = 50
begin retry
* * F,1h,2s
begin authenticators
PLAIN:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{$auth3}{\${lookup{$auth2}lsearch{${folder}/passwords}{$value}fail}}}
  server_set_id = $auth2
LOGIN:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if eq{$auth2}{\${lookup{$auth1}lsearch{${folder}/passwords}{$value}fail}}}
  server_set_id = $auth1
`;
